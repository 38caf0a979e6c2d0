package heliograph.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.crypto.bouncycastle.PortableSchnorr;
import java.nio.ByteBuffer;
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

  /** A text as programs spell it whose JSON library escapes more than NIP-01 does. */
  private static String spelled(String text, boolean upper, boolean shortForms, String further) {
    StringBuilder json = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      String name =
          "\n\r\t\"\\".indexOf(c) >= 0 || shortForms && "\b\f".indexOf(c) >= 0
              ? escaped("" + c)
              : "";
      if (!name.isEmpty()) {
        json.append(name);
      } else if (c < 0x20 || further.indexOf(c) >= 0) {
        json.append((upper ? "\\u%04X" : "\\u%04x").formatted((int) c));
      } else {
        json.append(c);
      }
    }
    return json.toString();
  }

  private static NostrEvent withId(byte[] hashed, String content) throws Exception {
    byte[] id = MessageDigest.getInstance("SHA-256").digest(hashed);
    return TestEvents.parsed(
        TestEvents.json(
            Hex.encode(id),
            "ab".repeat(32),
            7,
            1,
            List.of(List.of("t", content)),
            content,
            "0".repeat(128)));
  }

  private static NostrEvent withIdOver(String spelledContent, String content) throws Exception {
    String json =
        "[0,\""
            + "ab".repeat(32)
            + "\",7,1,[[\"t\",\""
            + spelledContent
            + "\"]],\""
            + spelledContent
            + "\"]";
    return withId(json.getBytes(UTF_8), content);
  }

  @Test
  void isId_ofWhatJsonLibrariesHash_isTrueInEachOfTheirSpellings() throws Exception {
    EventHasher hasher = new EventHasher();
    Random random = new Random(Long.getLong("heliograph.seed", 20_261_126));
    String separators = "\u2028\u2029";
    for (int round = 0; round < 2_000; round++) {
      String text = hostile(random) + hostile(random) + "\b" + hostile(random) + "é漢";
      List<String> spellings =
          List.of(
              escaped(text),
              spelled(text, false, true, ""),
              spelled(text, true, true, ""),
              spelled(text, false, false, ""),
              spelled(text, false, true, separators),
              spelled(text, false, false, separators),
              spelled(text, false, true, "\u007f"));
      for (String spelling : spellings) {
        assertThat(hasher.isId(withIdOver(spelling, text))).as("%s", spelling).isTrue();
      }
    }
  }

  @Test
  void isId_ofAnythingElse_isFalse() throws Exception {
    EventHasher hasher = new EventHasher();
    String text = "a\u000b/é<\u2028\u007f\b";
    assertThat(hasher.isId(withIdOver(spelled(text, false, true, "é"), text))).isFalse();
    assertThat(hasher.isId(withIdOver(spelled(text, false, true, "<>&"), text))).isFalse();
    assertThat(hasher.isId(withIdOver(spelled(text, false, true, "").replace("/", "\\/"), text)))
        .isFalse();
    assertThat(hasher.isId(withIdOver(spelled(text, false, true, "") + " ", text))).isFalse();
    // a backslash before letters is no escape, whatever the letters say
    String spelledOut = "a\\u000b";
    assertThat(hasher.isId(withIdOver("a\\u000b", spelledOut))).isFalse();
    assertThat(hasher.isId(withIdOver(escaped(spelledOut), spelledOut))).isTrue();
  }

  /** As nostr-tools made it; its line tabulation came out of a word processor. */
  @Test
  void isId_ofAnEventThatNostrToolsMade_isTrue() {
    NostrEvent event =
        TestEvents.parsed(
            "{\"id\":\"3c29e47856864534000e896c6194b41c8399d5bf7928c26e41815b0b8287a6f2\",\"pubkey\":\"eddc0393b1fbe8f26b1165cba9f488aefac9f6361b18ec195ff6e13d7c23b812\",\"created_at\":1790000000,\"kind\":1,\"tags\":[],\"content\":\"line one\\u000bline two\",\"sig\":\"5789e0b7bd6409bae258e95aee2bc2f25c9df87f3004e018e6d04c130cc00ebd3c37151400a491959d81812cac1630d978e0d9fb8f17b682e914d339547f3814\"}");
    assertThat(new EventHasher().isId(event)).isTrue();
    assertThat(
            new PortableSchnorr()
                .verify(event.signature(), event.id().bytes(), event.pubkey().bytes()))
        .isTrue();
    assertThat(TestEvents.text(event)).contains("line one\\u000bline two");
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
    assertThat(EventId.read(ByteBuffer.wrap(high.bytes()), 0)).isEqualTo(high);
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
