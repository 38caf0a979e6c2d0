package heliograph.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every refusal carries the id that its message names. */
class MessageHeadTest {
  private static final ClientMessageParser PARSER =
      new ClientMessageParser(new FilterParser(FilterParser.UnknownKeys.REFUSE));

  private static String answer(ClientMessage refused) {
    return switch (refused) {
      case ClientMessage.MalformedEvent(var id, var reason) -> "OK " + id.json();
      case ClientMessage.MalformedReq(var id, var prefix, var reason) -> "CLOSED " + id.json();
      case ClientMessage.MalformedNeg(var id, var prefix, var reason) -> "NEG-ERR " + id.json();
      case ClientMessage.Unreadable(var prefix, var reason) -> "NOTICE";
      default -> "accepted";
    };
  }

  /** As the parser refuses it, which is as it is refused when only its bytes pass by. */
  private static String answer(String message) {
    byte[] json = message.getBytes(UTF_8);
    String parsed = answer(PARSER.parse(json));
    MessageHead head = new MessageHead();
    byte[] masked = json.clone();
    byte[] mask = {7, 6, 5, 4};
    for (int i = 0; i < masked.length; i++) {
      masked[i] ^= mask[i % 4];
    }
    for (int at = 0; at < masked.length; at += 3) {
      head.feedMasked(masked, at, Math.min(3, masked.length - at), 0x07060504, at);
    }
    head.end();
    String passing = answer(ClientMessageParser.refuse(head, MessagePrefix.INVALID, ""));
    assertThat(passing).isEqualTo(parsed);
    return parsed;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[\"REQ\",\"\",{}]|CLOSED \"\"",
        "[\"REQ\",5,{}]|CLOSED 5",
        "[\"REQ\",-17]|CLOSED -17",
        "[\"COUNT\",12|CLOSED 12",
        "[\"REQ\",\"s\"|CLOSED \"s\"",
        "[\"REQ\",\"s\",{\"kinds\":[|CLOSED \"s\"",
        "[\"REQ\", \"a\\u0041\\n\" , nonsense|CLOSED \"aA\\n\"",
        "[\"CLOSE\",\"\"]|CLOSED \"\"",
        "[\"CLOSE\",\"s\"|CLOSED \"s\"",
        "[\"NEG-OPEN\",\"\",{},\"61\"]|NEG-ERR \"\"",
        "[\"NEG-OPEN\",3,{},\"61\"]|NEG-ERR 3",
        "[\"NEG-MSG\",\"n\",\"6\"]|NEG-ERR \"n\"",
        "[\"NEG-CLOSE\",\"\"]|NEG-ERR \"\"",
        "[\"EVENT\",{\"id\":\"ABCDEF\"}]|OK \"ABCDEF\"",
        "[\"EVENT\",{\"id\":\"\"}]|OK \"\"",
        "[\"EVENT\",{\"kind\":1,\"tags\":[[\"id\",\"no\"]],\"id\":\"yes\"}]|OK \"yes\"",
        "[\"EVENT\",{\"content\":\"{\\\"id\\\":\\\"no\\\"}\",\"id\":\"yes\"}]|OK \"yes\"",
        "[\"EVENT\",{\"x\":{\"id\":\"no\"},\"id\":\"yes\"}]|OK \"yes\"",
        "[\"EVENT\",\"s\",{\"id\":\"yes\"}]|OK \"yes\"",
        "[\"EVENT\",{\"id\":\"yes\",\"kind\":[|OK \"yes\"",
        "[\"AUTH\",{\"id\":\"yes\",\"kind\":22242}]|OK \"yes\"",
        "[\"REQ\",null,{}]|NOTICE",
        "[\"REQ\",1e5,{}]|NOTICE",
        "[\"REQ\",[\"s\"],{}]|NOTICE",
        "[\"REQ\",{},\"s\"]|NOTICE",
        "[\"REQ\"]|NOTICE",
        "[\"EVENT\",{\"id\":5}]|NOTICE",
        "[\"NOPE\",\"s\"]|NOTICE",
        "[\"s\",\"REQ\"]|NOTICE",
        "REQ|NOTICE"
      })
  void refusal_isUnderTheIdAsSent(String message, String answer) {
    assertThat(answer(message)).isEqualTo(answer);
  }

  @ParameterizedTest
  @ValueSource(ints = {65, 89, 1_000, 65_000})
  void refusal_ofALongId_isUnderAllOfIt(int length) {
    String id = "\"" + "x".repeat(length) + "\"";
    for (String verb : List.of("REQ", "COUNT")) {
      assertThat(answer("[\"" + verb + "\"," + id + ",{}]")).isEqualTo("CLOSED " + id);
    }
    assertThat(answer("[\"NEG-OPEN\"," + id + ",{},\"61\"]")).isEqualTo("NEG-ERR " + id);
    assertThat(answer("[\"EVENT\",{\"id\":" + id + "}]")).isEqualTo("OK " + id);
  }

  @Test
  void refusal_ofALongIdOfAPossibleSubscription_endsIt() {
    assertThat(PARSER.parse("[\"REQ\",\"s\",[]]".getBytes(UTF_8)))
        .isInstanceOfSatisfying(
            ClientMessage.MalformedReq.class,
            refused -> assertThat(refused.id()).isEqualTo(new SubscriptionId("s")));
  }

  @Test
  void memory_isBoundedWhateverPasses() {
    MessageHead head = new MessageHead();
    byte[] quotes = "[\"".getBytes(UTF_8);
    head.feed(quotes, 0, 2);
    byte[] noise = "x".repeat(1 << 16).getBytes(UTF_8);
    for (int i = 0; i < 100; i++) {
      head.feed(noise, 0, noise.length);
    }
    assertThat(head.verb()).isEmpty();
    byte[] opening = "[".repeat(1 << 20).getBytes(UTF_8);
    head.feed(opening, 0, opening.length);
    assertThat(head.id()).isEmpty();
  }

  /**
   * Cut, bent and overlong messages of every verb: whatever follows their id, they are answered by
   * it.
   */
  @Test
  void fuzz_everyMessageWithAnId_isAnsweredByIt() {
    long seed = Long.getLong("heliograph.fuzz.seed", 1_101);
    Random random = new Random(seed);
    String event = TestEvents.text(TestEvents.note(Key.of(1), 5, "hi"));
    String hash = event.substring(7, 71);
    for (int i = 0; i < 100_000; i++) {
      String id = random.nextInt(4) == 0 ? "x".repeat(65 + random.nextInt(300)) : "sub" + i;
      String head;
      String rest;
      String expected;
      switch (random.nextInt(4)) {
        case 0 -> {
          head = "[\"EVENT\",{\"id\":\"" + hash + "\"";
          rest = event.substring(72) + "]";
          expected = "OK \"" + hash + "\"";
        }
        case 1 -> {
          head = "[\"NEG-OPEN\",\"" + id + "\"";
          rest = ",{\"kinds\":[1]},\"6100000200\"]";
          expected = "NEG-ERR \"" + id + "\"";
        }
        default -> {
          head = (random.nextBoolean() ? "[\"REQ\",\"" : "[\"COUNT\",\"") + id + "\"";
          rest = ",{\"kinds\":[1],\"limit\":5}]";
          expected = "CLOSED \"" + id + "\"";
        }
      }
      byte[] bytes = rest.getBytes(UTF_8);
      int length = random.nextInt(3) == 0 ? random.nextInt(bytes.length) : bytes.length;
      for (int j = random.nextInt(4); j > 0; j--) {
        bytes[random.nextInt(bytes.length)] = (byte) (' ' + random.nextInt(95));
      }
      String message = head + new String(bytes, 0, length, UTF_8);
      String answer = answer(PARSER.parse(message.getBytes(UTF_8)));
      if (!answer.equals("accepted")) {
        assertThat(answer).as("seed %d: %s", seed, message).isEqualTo(expected);
      }
    }
  }
}
