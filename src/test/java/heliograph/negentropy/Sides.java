package heliograph.negentropy;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.event.EventId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Two parties' items, and what a reconciliation of them finds. */
record Sides(Set<Item> client, Set<Item> server) {
  private static final int ROUNDS_MAX = 10_000;

  record Item(long timestamp, EventId id) {}

  /** What the client learned, in how many round trips and bytes. */
  record Outcome(List<EventId> have, List<EventId> need, int rounds, long bytes) {}

  /** Makes items: timestamps below {@code seconds}, ids that share {@code prefixBytes} bytes. */
  static Set<Item> items(Random random, int count, int seconds, int prefixBytes) {
    Set<Item> items = new HashSet<>();
    while (items.size() < count) {
      byte[] id = new byte[32];
      random.nextBytes(id);
      for (int i = 0; i < prefixBytes; i++) {
        id[i] = (byte) 0xab;
      }
      items.add(new Item(random.nextInt(seconds), EventId.read(ByteBuffer.wrap(id), 0)));
    }
    return items;
  }

  /** Ids that only the client has. */
  Set<EventId> onlyClient() {
    return new HashSet<>(difference(client, server));
  }

  /** Ids that only the server has. */
  Set<EventId> onlyServer() {
    return new HashSet<>(difference(server, client));
  }

  static ItemSet set(Collection<Item> items) {
    ItemSet.Builder builder = ItemSet.builder();
    items.forEach(item -> builder.add(item.timestamp(), item.id()));
    return builder.build();
  }

  static Outcome reconcile(ItemSet client, ItemSet server, int clientFrame, int serverFrame) {
    List<EventId> have = new ArrayList<>();
    List<EventId> need = new ArrayList<>();
    Initiator initiator = new Initiator(client, clientFrame);
    Reconciliation reconciliation = new Reconciliation(server, serverFrame, 0);
    Optional<byte[]> message = Optional.of(initiator.start());
    int rounds = 0;
    long bytes = 0;
    while (message.isPresent()) {
      assertThat(++rounds).isLessThan(ROUNDS_MAX);
      assertThat(message.get().length).isLessThanOrEqualTo(limit(clientFrame));
      byte[] answer = reconciliation.answer(message.get());
      assertThat(answer.length).isLessThanOrEqualTo(limit(serverFrame));
      bytes += message.get().length + answer.length;
      message = initiator.next(answer, have::add, need::add);
    }
    return new Outcome(have, need, rounds, bytes);
  }

  private static int limit(int frame) {
    return frame == 0 ? Integer.MAX_VALUE : frame;
  }

  /**
   * Reconciles and asserts that exactly the two differences were found; each id once, if no frame
   * was limited.
   */
  void assertFound(int clientFrame, int serverFrame) {
    Outcome outcome = reconcile(set(client), set(server), clientFrame, serverFrame);
    assertSame(outcome.have(), difference(client, server), clientFrame + serverFrame > 0);
    assertSame(outcome.need(), difference(server, client), clientFrame + serverFrame > 0);
  }

  private static void assertSame(List<EventId> told, List<EventId> expected, boolean twiceMay) {
    assertThat(new HashSet<>(told)).isEqualTo(new HashSet<>(expected));
    if (!twiceMay) {
      assertThat(told).hasSameSizeAs(expected);
    }
  }

  private static List<EventId> difference(Set<Item> items, Set<Item> others) {
    return items.stream().filter(item -> !others.contains(item)).map(Item::id).toList();
  }
}
