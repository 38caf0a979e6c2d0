package heliograph.negentropy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.event.EventId;
import heliograph.event.MalformedInput;
import heliograph.negentropy.Sides.Item;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** NIP-77: bytes that are no message end in a reason, and never in anything worse. */
class Nip77HostileTest {
  private static final long SEED = Long.getLong("heliograph.seed", 20_261_121);
  private static final HexFormat HEX = HexFormat.of();

  private static final ItemSet ITEMS = Sides.set(Sides.items(new Random(SEED), 2000, 60, 2));

  @ParameterizedTest
  @ValueSource(strings = {"60", "62", "6f", "62ffff", "6000000200"})
  void answer_otherVersion_isOurs(String hex) {
    assertThat(new Reconciliation(ITEMS, 0, 0).answer(HEX.parseHex(hex)))
        .isEqualTo(new byte[] {0x61});
  }

  @ParameterizedTest
  @CsvSource({
    "'',ends before its protocol version",
    "00,protocol version must be",
    "5f,protocol version must be",
    "70,protocol version must be",
    "6181,ends before its timestamp",
    "618001,leading zero",
    "6181808080808080808000,ends before its id prefix length",
    "6182808080808080808000,exceeds 64 bits",
    "61ffffffffffffffffffff,exceeds 64 bits",
    "6100,ends before its id prefix length",
    "610021,0 to 32 bytes",
    "610081ffffffffffffffff7f,0 to 32 bytes",
    "610003aabb,ends before its id prefix",
    "610000,ends before its mode",
    "61000003,mode must be",
    "61000081ffffffffffffffff7f,mode must be",
    "61000001aabb,ends before its fingerprint",
    "61000002,ends before its id list length",
    "6100000201aabb,id list is longer",
    "61000002ffffffff7f,id list is longer",
    "6100000281ffffffffffffffff7f,id list is longer",
    "6165000001000001ff,ends before its id prefix",
    "616502aabb000101aa00,ranges must ascend"
  })
  void answer_malformed_saysWhy(String hex, String reason) {
    byte[] message = HEX.parseHex(hex);
    assertThatThrownBy(() -> new Reconciliation(ITEMS, 0, 0).answer(message))
        .isInstanceOfSatisfying(
            MalformedInput.class, fault -> assertThat(fault.reason()).contains(reason));
  }

  @Test
  void next_otherVersion_isRefused() {
    assertThatThrownBy(() -> new Initiator(ITEMS, 0).next(HEX.parseHex("62"), id -> {}, id -> {}))
        .isInstanceOf(MalformedInput.class);
  }

  @Test
  void next_idTwiceInAList_isToldOnce() {
    String id = "ab".repeat(32);
    List<EventId> need = new ArrayList<>();
    Optional<byte[]> message =
        new Initiator(Sides.set(Set.of()), 0)
            .next(HEX.parseHex("6100000202" + id + id), have -> {}, need::add);
    assertThat(message).isEmpty();
    assertThat(need).containsExactly(EventId.parse(id));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1, 4095, Integer.MIN_VALUE})
  void frame_tooSmall_isRefused(int frameBytesMax) {
    assertThatThrownBy(() -> new Reconciliation(ITEMS, frameBytesMax, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Initiator(ITEMS, frameBytesMax))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void answer_fuzz_isAnAnswerOrARefusal() {
    Random random = new Random(SEED);
    List<byte[]> genuine = genuineMessages();
    for (int round = 0; round < 200_000; round++) {
      byte[] message =
          random.nextInt(4) == 0
              ? noise(random)
              : mutant(genuine.get(random.nextInt(genuine.size())), random);
      int frame = random.nextBoolean() ? 0 : 4096;
      try {
        byte[] answer = new Reconciliation(ITEMS, frame, 0).answer(message);
        int most = frame == 0 ? message.length + 40 * ITEMS.size() : frame;
        assertThat(answer.length).isBetween(1, most);
      } catch (MalformedInput refused) {
        assertThat(refused.reason()).startsWith("negentropy ");
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(fault(round, message), e);
      }
      try {
        new Initiator(ITEMS, frame).next(message, id -> {}, id -> {});
      } catch (MalformedInput refused) {
        assertThat(refused.reason()).startsWith("negentropy ");
      } catch (RuntimeException e) {
        throw new AssertionError(fault(round, message), e);
      }
    }
  }

  private static String fault(int round, byte[] message) {
    return "seed " + SEED + " round " + round + " message " + HEX.formatHex(message);
  }

  private static List<byte[]> genuineMessages() {
    Set<Item> others = Sides.items(new Random(SEED + 1), 300, 60, 2);
    for (int i = 0; i < ITEMS.size(); i++) {
      others.add(new Item(ITEMS.timestamp(i), ITEMS.id(i)));
    }
    Initiator initiator = new Initiator(Sides.set(others), 4096);
    Reconciliation reconciliation = new Reconciliation(ITEMS, 4096, 0);
    List<byte[]> messages = new ArrayList<>();
    Optional<byte[]> message = Optional.of(initiator.start());
    while (message.isPresent()) {
      messages.add(message.get());
      byte[] answer = reconciliation.answer(message.get());
      messages.add(answer);
      message = initiator.next(answer, id -> {}, id -> {});
    }
    assertThat(messages).hasSizeGreaterThan(4);
    return messages;
  }

  private static byte[] noise(Random random) {
    byte[] message = new byte[1 + random.nextInt(120)];
    for (int i = 0; i < message.length; i++) {
      message[i] = (byte) (random.nextBoolean() ? random.nextInt(4) : random.nextInt(256));
    }
    message[0] = 0x61;
    return message;
  }

  private static byte[] mutant(byte[] message, Random random) {
    int from = random.nextInt(8) == 0 ? random.nextInt(message.length) : message.length;
    byte[] mutant = Arrays.copyOf(message, Math.max(1, from));
    for (int flips = random.nextInt(4); flips >= 0; flips--) {
      int near = random.nextBoolean() ? mutant.length : Math.min(mutant.length, 40);
      mutant[random.nextInt(near)] = (byte) random.nextInt(256);
    }
    return mutant;
  }
}
