package heliograph.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** NIP-01: what is an event in form, and what its canonical bytes are. */
class Nip01EventParserTest {
  private static final String ID = "a".repeat(64);
  private static final String PUBKEY = "b".repeat(64);
  private static final String SIG = "c".repeat(128);

  private static String sample() {
    return TestEvents.json(ID, PUBKEY, 1_700_000_000, 1, List.of(List.of("t", "x")), "hi", SIG);
  }

  private static String reason(String json) {
    return switch (EventParser.parse(json.getBytes(UTF_8))) {
      case EventParse.WellFormed wellFormed -> "";
      case EventParse.Malformed(var id, var reason) -> reason;
    };
  }

  @Test
  void parse_fieldsInAnyOrderWithSpace_areCanonical() {
    String shuffled =
        " { \"content\" : \"hi\" , \"sig\":\"%s\",\"tags\" : [ [ \"t\" , \"x\" ] ],\n\"kind\":1,\"created_at\":1700000000,\"pubkey\":\"%s\",\"id\":\"%s\",\"extra\":{\"a\":[1.5e3,null,true]} } "
            .formatted(SIG, PUBKEY, ID);
    assertThat(TestEvents.text(TestEvents.parsed(shuffled))).isEqualTo(sample());
  }

  @Test
  void parse_sample_hasItsFields() {
    NostrEvent event = TestEvents.parsed(sample());
    assertThat(event.id().hex()).isEqualTo(ID);
    assertThat(event.pubkey().hex()).isEqualTo(PUBKEY);
    assertThat(event.createdAt()).isEqualTo(1_700_000_000);
    assertThat(event.kind()).isEqualTo(1);
    assertThat(event.tags()).containsExactly(List.of("t", "x"));
    assertThat(event.content()).isEqualTo("hi");
    assertThat(event.contentBytes()).isEqualTo(2);
    assertThat(Hex.encode(event.signature())).isEqualTo(SIG);
  }

  @ParameterizedTest
  @ValueSource(strings = {"id", "pubkey", "created_at", "kind", "tags", "content", "sig"})
  void parse_fieldMissing_isNamed(String field) {
    assertThat(reason(sample().replace("\"" + field + "\":", "\"x" + field + "\":")))
        .contains(field)
        .contains("missing");
  }

  @Test
  void parse_fieldTwice_isRefused() {
    assertThat(reason(sample().replace("\"kind\":1", "\"kind\":1,\"kind\":1"))).contains("twice");
  }

  @ParameterizedTest
  @CsvSource({
    "1e9",
    "1.0",
    "-0",
    "01",
    "+1",
    "9223372036854775808",
    "-9223372036854775809",
    "null",
    "''",
    "\"1\""
  })
  void parse_createdAtNoPlainInteger_isRefused(String number) {
    assertThat(reason(sample().replace("1700000000", number))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "9223372036854775807", "-9223372036854775808", "4294967296"})
  void parse_createdAtAnyInteger_isKept(String number) {
    NostrEvent event = TestEvents.parsed(sample().replace("1700000000", number));
    assertThat(event.createdAt()).isEqualTo(Long.parseLong(number));
  }

  @ParameterizedTest
  @CsvSource({"-1,false", "0,true", "65535,true", "65536,false"})
  void parse_kind_isFrom0To65535(String kind, boolean good) {
    assertThat(reason(sample().replace("\"kind\":1", "\"kind\":" + kind)).isEmpty())
        .isEqualTo(good);
  }

  @Test
  void parse_upperCaseHex_isRefused() {
    assertThat(reason(sample().replace(ID, "A".repeat(64)))).contains("id must be");
    assertThat(reason(sample().replace(PUBKEY, "B".repeat(64)))).contains("pubkey must be");
    assertThat(reason(sample().replace(SIG, "c".repeat(127)))).contains("sig must be");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\ud800",
        "\\udc00",
        "\\ud800x",
        "\\ud800\\u0041",
        "\\ud800\\ud800",
        "\\udc00\\ud800",
        "\\x",
        "\\u12",
        "\\u12g4",
        "\u0001",
        "\n"
      })
  void parse_brokenString_isRefused(String content) {
    assertThat(reason(sample().replace("\"hi\"", "\"" + content + "\""))).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\\ud83d\\ude00|😀",
        "\\u0041\\/|A/",
        "\\n\\\"\\\\\\r\\t\\b\\f|\\n\\\"\\\\\\r\\t\\b\\f",
        "\\u000a\\u0022\\u005c|\\n\\\"\\\\",
        "\\u0000\\u001F|\\u0000\\u001f",
        "\\u007f|\u007f",
        "\\u2028<>&|\u2028<>&",
      })
  void parse_escapes_becomeCanonical(String content, String canonical) {
    NostrEvent event = TestEvents.parsed(sample().replace("\"hi\"", "\"" + content + "\""));
    assertThat(TestEvents.text(event)).contains("\"content\":\"" + canonical + "\"");
    assertThat(TestEvents.text(TestEvents.parsed(TestEvents.text(event))))
        .isEqualTo(TestEvents.text(event));
  }

  @Test
  void parse_invalidUtf8_isRefused() {
    int[][] bad = {
      {0x80},
      {0xc0, 0x80},
      {0xc3},
      {0xe0, 0x80, 0x80},
      {0xed, 0xa0, 0x80},
      {0xf0, 0x80, 0x80, 0x80},
      {0xf4, 0x90, 0x80, 0x80},
      {0xf5, 0x80, 0x80, 0x80},
      {0xff},
      {0xe2, 0x28, 0xa1}
    };
    byte[] json = sample().getBytes(UTF_8);
    int at = sample().indexOf("hi");
    for (int[] sequence : bad) {
      byte[] broken = new byte[json.length - 2 + sequence.length];
      System.arraycopy(json, 0, broken, 0, at);
      for (int i = 0; i < sequence.length; i++) {
        broken[at + i] = (byte) sequence[i];
      }
      System.arraycopy(json, at + 2, broken, at + sequence.length, json.length - at - 2);
      assertThat(EventParser.parse(broken))
          .as(Arrays.toString(sequence))
          .isInstanceOf(EventParse.Malformed.class);
    }
  }

  @Test
  void parse_truncatedAnywhere_isMalformed() {
    byte[] json = sample().getBytes(UTF_8);
    for (int length = 0; length < json.length; length++) {
      assertThat(EventParser.parse(json, 0, length)).isInstanceOf(EventParse.Malformed.class);
    }
  }

  @Test
  void parse_brokenButNamingItsId_givesTheId() {
    String json = sample().replace("\"kind\":1", "\"kind\":\"x\"");
    assertThat(EventParser.parse(json.getBytes(UTF_8)))
        .isInstanceOfSatisfying(
            EventParse.Malformed.class,
            malformed -> assertThat(malformed.id()).isEqualTo(Optional.of(EventId.parse(ID))));
    assertThat(EventParser.parse("{\"id\":12}".getBytes(UTF_8)))
        .isInstanceOfSatisfying(
            EventParse.Malformed.class, malformed -> assertThat(malformed.id()).isEmpty());
  }

  @Test
  void parse_nestedTooDeeply_isRefused() {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);
    assertThat(reason(sample().replace("\"kind\"", "\"x\":" + deep + ",\"kind\"")))
        .contains("deep");
  }

  @Test
  void parse_oddTags_areAccepted() {
    String tags = "[[],[\"d\"],[\"\"],[\"p\",\"\"],[\"e\",\"x\",\"y\"],[\"-\"],[\"dd\",\"z\"]]";
    NostrEvent event = TestEvents.parsed(sample().replace("[[\"t\",\"x\"]]", tags));
    assertThat(event.packed().tagCount()).isEqualTo(7);
    assertThat(event.packed().indexedTagCount()).isEqualTo(2);
    assertThat(event.packed().isProtected()).isTrue();
    assertThat(event.packed().dTag()).isEmpty();
    assertThat(event.tags().getFirst()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[[\"x\",\"y\"],[\"d\",\"a\"],[\"d\",\"b\"]]|a",
        "[[\"d\"],[\"d\",\"b\"]]|''",
        "[[\"d\",\"\"]]|''",
        "[]|''"
      })
  void dTag_isTheFirst(String tags, String d) {
    NostrEvent event = TestEvents.parsed(sample().replace("[[\"t\",\"x\"]]", tags));
    assertThat(new String(event.packed().dTag(), UTF_8)).isEqualTo(d);
  }

  @ParameterizedTest
  @CsvSource({"17,17", "x,-1", "-5,-1", "1.5,-1", "'',-1", "99999999999999999999,-1"})
  void expiration_isAPlainIntegerOrAbsent(String value, long expected) {
    String tags = "[[\"expiration\",\"" + value + "\"],[\"expiration\",\"99\"]]";
    NostrEvent event = TestEvents.parsed(sample().replace("[[\"t\",\"x\"]]", tags));
    assertThat(event.packed().expiration()).isEqualTo(expected < 0 ? Long.MAX_VALUE : expected);
  }

  @Test
  void parse_mutatedFrames_neverThrows() {
    long seed = Long.getLong("heliograph.seed", 20_261_121);
    Random random = new Random(seed);
    byte[] json =
        TestEvents.text(
                TestEvents.signed(
                    Key.of(1),
                    30_023,
                    5,
                    List.of(
                        List.of("d", "é\u0001"), List.of("p", PUBKEY), List.of("expiration", "9")),
                    "line\nquote\"😀"))
            .getBytes(UTF_8);
    for (int round = 0; round < 200_000; round++) {
      byte[] mutant = Arrays.copyOf(json, json.length);
      int flips = 1 + random.nextInt(4);
      for (int i = 0; i < flips; i++) {
        mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
      }
      int length = random.nextInt(8) == 0 ? random.nextInt(mutant.length) : mutant.length;
      try {
        if (EventParser.parse(mutant, 0, length) instanceof EventParse.WellFormed(var event)) {
          assertThat(EventParser.parse(event.json())).isInstanceOf(EventParse.WellFormed.class);
        }
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + " round " + round, e);
      }
    }
  }
}
