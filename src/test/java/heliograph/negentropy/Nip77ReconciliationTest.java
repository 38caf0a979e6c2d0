package heliograph.negentropy;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.event.EventId;
import heliograph.negentropy.Sides.Item;
import heliograph.negentropy.Sides.Outcome;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** NIP-77: two sides learn exactly what only one of them has. */
class Nip77ReconciliationTest {
  private static final long SEED = Long.getLong("heliograph.seed", 20_261_121);

  private static final int[][] FRAMES = {{0, 0}, {0, 4096}, {4096, 0}, {4096, 4096}, {5000, 65536}};

  private static void assertFoundInEveryFrame(Set<Item> client, Set<Item> server) {
    for (int[] frames : FRAMES) {
      try {
        new Sides(client, server).assertFound(frames[0], frames[1]);
        new Sides(server, client).assertFound(frames[0], frames[1]);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed %d frames %d %d".formatted(SEED, frames[0], frames[1]), e);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0,1,0",
    "1,1,0",
    "31,9,0",
    "32,9,0",
    "33,1,31",
    "500,1,0",
    "200,1,31",
    "5000,100000,0",
    "5000,40,20",
    "20000,1,29"
  })
  void reconcile_equalSets_endsInOneRound(int count, int seconds, int prefixBytes) {
    Set<Item> items = Sides.items(new Random(SEED), count, seconds, prefixBytes);
    Outcome outcome = Sides.reconcile(Sides.set(items), Sides.set(items), 0, 0);
    assertThat(outcome.have()).isEmpty();
    assertThat(outcome.need()).isEmpty();
    assertThat(outcome.rounds()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"1,1,0", "31,9,0", "32,9,0", "33,1,30", "500,1,0", "3000,100000,0", "3000,40,20"})
  void reconcile_oneSideEmpty_findsAll(int count, int seconds, int prefixBytes) {
    assertFoundInEveryFrame(
        Sides.items(new Random(SEED), count, seconds, prefixBytes), new HashSet<>());
  }

  @ParameterizedTest
  @CsvSource({
    "1,1,1,0",
    "40,3,1,0",
    "100,100,9,0",
    "100,100,1,28",
    "2000,2000,1,0",
    "3000,500,100000,0",
    "2000,2000,50,24"
  })
  void reconcile_disjointSets_findsAll(int client, int server, int seconds, int prefixBytes) {
    Random random = new Random(SEED);
    assertFoundInEveryFrame(
        Sides.items(random, client, seconds, prefixBytes),
        Sides.items(random, server, seconds, prefixBytes));
  }

  @ParameterizedTest
  @CsvSource({"100,50,9,0", "2000,1,1,0", "2000,1000,60,28", "10000,9990,100000,0"})
  void reconcile_subset_findsTheRest(int count, int missing, int seconds, int prefixBytes) {
    Set<Item> items = Sides.items(new Random(SEED), count, seconds, prefixBytes);
    Set<Item> subset = new HashSet<>(items);
    items.stream().limit(missing).forEach(subset::remove);
    assertFoundInEveryFrame(items, subset);
  }

  @Test
  void reconcile_randomSets_findsBothDifferences() {
    Random random = new Random(SEED);
    for (int round = 0; round < 60; round++) {
      int seconds = 1 << random.nextInt(20);
      int prefixBytes = random.nextInt(28);
      Set<Item> common = Sides.items(random, 1 << random.nextInt(13), seconds, prefixBytes);
      Set<Item> client = new HashSet<>(common);
      Set<Item> server = new HashSet<>(common);
      client.addAll(Sides.items(random, random.nextInt(300), seconds, prefixBytes));
      server.addAll(Sides.items(random, random.nextInt(300), seconds, prefixBytes));
      assertFoundInEveryFrame(client, server);
    }
  }

  @Test
  void reconcile_sameIdAtTwoTimes_isTwoItems() {
    Set<Item> client = Sides.items(new Random(SEED), 100, 10, 0);
    Set<Item> server = new HashSet<>();
    client.forEach(item -> server.add(new Item(item.timestamp() + 1_000_000, item.id())));
    assertFoundInEveryFrame(client, server);
  }

  @Test
  void reconcile_lastPossibleSecond_isFound() {
    Set<Item> client = new HashSet<>();
    Sides.items(new Random(SEED), 100, 1, 0)
        .forEach(item -> client.add(new Item(Long.MAX_VALUE, item.id())));
    assertFoundInEveryFrame(client, Sides.items(new Random(SEED + 1), 100, 1, 0));
  }

  @Test
  void answer_withLimitOfTheNextMessage_asksForNoMore() {
    Set<Item> client = Sides.items(new Random(SEED), 60_000, 1 << 20, 0);
    Set<Item> server = Sides.items(new Random(SEED + 1), 60_000, 1 << 20, 0);
    Initiator initiator = new Initiator(Sides.set(client), 0);
    Reconciliation reconciliation = new Reconciliation(Sides.set(server), 0, 100_000);
    Set<EventId> need = new HashSet<>();
    Set<EventId> have = new HashSet<>();
    Optional<byte[]> message = Optional.of(initiator.start());
    while (message.isPresent()) {
      assertThat(message.get().length).isLessThan(200_000);
      message = initiator.next(reconciliation.answer(message.get()), have::add, need::add);
    }
    assertThat(need).hasSize(60_000);
    assertThat(have).hasSize(60_000);
  }

  @Test
  void next_fingerprintOverSettledAndAskedRanges_asksAgainForThoseAskedAlone() {
    Set<Item> client = Sides.items(new Random(SEED), 1_000, 1 << 20, 0);
    Initiator initiator = new Initiator(Sides.set(client), 0);
    byte[] first = initiator.start();
    MessageWriter everything = new MessageWriter();
    everything.octet(RangeWriter.VERSION);
    everything.bound(Bound.END);
    everything.varint(RangeMode.FINGERPRINT);
    everything.fingerprint(new Fingerprint(1, 2));
    assertThat(initiator.next(everything.bytes(), id -> {}, id -> {}))
        .hasValueSatisfying(again -> assertThat(first).startsWith(again));
  }
}
