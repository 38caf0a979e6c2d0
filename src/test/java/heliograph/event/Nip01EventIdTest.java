package heliograph.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.crypto.bouncycastle.PortableSchnorr;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** NIP-01: the id is the hash of the content, seven escapes and everything else verbatim. */
class Nip01EventIdTest {
  /** The serialisation as the NIP words it, built without any of the code under test. */
  private static String serialised(
      String pubkey, long createdAt, int kind, List<List<String>> tags, String content) {
    StringBuilder json =
        new StringBuilder("[0,\"" + pubkey + "\"," + createdAt + "," + kind + ",[");
    for (int i = 0; i < tags.size(); i++) {
      json.append(i > 0 ? ",[" : "[");
      for (int k = 0; k < tags.get(i).size(); k++) {
        json.append(k > 0 ? "," : "").append('"').append(escaped(tags.get(i).get(k))).append('"');
      }
      json.append(']');
    }
    return json.append("],\"").append(escaped(content)).append("\"]").toString();
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\")
        .replace("\"", "\\\"")
        .replace("\n", "\\n")
        .replace("\r", "\\r")
        .replace("\t", "\\t")
        .replace("\b", "\\b")
        .replace("\f", "\\f");
  }

  private static String hostile(Random random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(12);
    for (int i = 0; i < length; i++) {
      int point =
          switch (random.nextInt(4)) {
            case 0 -> random.nextInt(0x20);
            case 1 -> "\"\\/<>&\u007f\u2028".charAt(random.nextInt(8));
            case 2 -> 0x80 + random.nextInt(0x700);
            default -> 0x1F300 + random.nextInt(0x300);
          };
      text.appendCodePoint(point);
    }
    return text.toString();
  }

  @Test
  void idOf_hostileStrings_isTheHashOfTheSerialisation() throws Exception {
    long seed = Long.getLong("heliograph.seed", 20_261_121);
    Random random = new Random(seed);
    EventHasher hasher = new EventHasher();
    for (int round = 0; round < 20_000; round++) {
      List<List<String>> tags = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        tags.add(List.of(hostile(random), hostile(random)));
      }
      String content = hostile(random);
      long createdAt = random.nextLong() >> random.nextInt(64);
      int kind = random.nextInt(65_536);
      String pubkey = "ab".repeat(32);
      NostrEvent event =
          TestEvents.parsed(
              TestEvents.json(
                  "0".repeat(64), pubkey, createdAt, kind, tags, content, "0".repeat(128)));
      byte[] expected =
          MessageDigest.getInstance("SHA-256")
              .digest(serialised(pubkey, createdAt, kind, tags, content).getBytes(UTF_8));
      assertThat(hasher.idOf(event).hex())
          .as("seed %d round %d", seed, round)
          .isEqualTo(Hex.encode(expected));
      assertThat(event.tags()).isEqualTo(tags);
      assertThat(event.content()).isEqualTo(content);
    }
  }

  @Test
  void signed_event_verifies() {
    NostrEvent event = TestEvents.note(Key.of(3), 1, "x");
    assertThat(new EventHasher().idOf(event)).isEqualTo(event.id());
    assertThat(
            new PortableSchnorr()
                .verify(event.signature(), event.id().bytes(), event.pubkey().bytes()))
        .isTrue();
  }

  @Test
  void tagHash_isPartOfTheFormat() {
    assertThat(TagHash.of(new byte[0], 0, 0)).isEqualTo(-1575467436930515565L);
    byte[] nostr = "nostr".getBytes(UTF_8);
    assertThat(TagHash.of(nostr, 0, 5)).isEqualTo(-966105966665717489L);
    byte[] hex = "ab".repeat(32).getBytes(UTF_8);
    assertThat(TagHash.of(hex, 0, 64)).isEqualTo(1757719655332381042L);
  }

  @Test
  void keys_orderAsTheirBytes() {
    EventId low = EventId.parse("0".repeat(63) + "1");
    EventId high = EventId.parse("f" + "0".repeat(63));
    assertThat(low).isLessThan(high);
    assertThat(EventId.parse(high.hex())).isEqualTo(high).hasToString(high.hex());
    assertThat(EventId.read(java.nio.ByteBuffer.wrap(high.bytes()), 0)).isEqualTo(high);
    PublicKey key = PublicKey.parse("0f".repeat(32));
    assertThat(key).isGreaterThan(PublicKey.parse("0f".repeat(31) + "0e"));
    assertThat(key.hashCode()).isEqualTo(PublicKey.parse(key.hex()).hashCode());
    assertThatThrownBy(() -> EventId.parse("F".repeat(64))).hasMessageContaining("lower-case");
  }

  @ParameterizedTest
  @CsvSource({
    "0,REPLACEABLE",
    "1,REGULAR",
    "2,REGULAR",
    "3,REPLACEABLE",
    "4,REGULAR",
    "41,REGULAR",
    "9999,REGULAR",
    "10000,REPLACEABLE",
    "19999,REPLACEABLE",
    "20000,EPHEMERAL",
    "29999,EPHEMERAL",
    "30000,ADDRESSABLE",
    "39999,ADDRESSABLE",
    "40000,REGULAR",
    "65535,REGULAR"
  })
  void kindClass_followsTheRanges(int kind, KindClass expected) {
    assertThat(KindClass.of(kind)).isEqualTo(expected);
  }
}
