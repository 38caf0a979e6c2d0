package heliograph.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.EventId;
import heliograph.event.NostrEvent;
import heliograph.protocol.FilterParser.UnknownKeys;
import heliograph.protocol.RelayMessage.Eose.Hint;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** NIP-01: what a client can say, how faults are answered, and what the relay says. */
class Nip01MessageTest {
  private static final ClientMessageParser PARSER =
      new ClientMessageParser(new FilterParser(UnknownKeys.REFUSE));
  private static final NostrEvent EVENT = TestEvents.note(Key.of(1), 5, "hi");
  private static final String HEX = "ab".repeat(32);

  private static ClientMessage parse(String json) {
    return PARSER.parse(json.getBytes(UTF_8));
  }

  @Test
  void parse_event_isRead() {
    assertThat(parse("[\"EVENT\"," + TestEvents.text(EVENT) + "]"))
        .isEqualTo(new ClientMessage.Event(EVENT));
    assertThat(parse("[\"AUTH\"," + TestEvents.text(EVENT) + "]"))
        .isEqualTo(new ClientMessage.Auth(EVENT));
  }

  @Test
  void parse_eventBrokenWithId_isTiedToIt() {
    String broken = TestEvents.text(EVENT).replace("\"kind\":1", "\"kind\":1.5");
    assertThat(parse("[\"EVENT\"," + broken + "]"))
        .isInstanceOfSatisfying(
            ClientMessage.MalformedEvent.class,
            message -> assertThat(message.id().json()).isEqualTo("\"" + EVENT.id() + "\""));
    assertThat(parse("[\"EVENT\"," + TestEvents.text(EVENT) + ",1]"))
        .isInstanceOf(ClientMessage.MalformedEvent.class);
    assertThat(parse("[\"EVENT\",{\"id\":1}]")).isInstanceOf(ClientMessage.Unreadable.class);
  }

  @Test
  void parse_req_hasItsFilters() {
    String filter =
        "{\"ids\":[\"%s\"],\"authors\":[\"%s\"],\"kinds\":[1,2],\"#e\":[\"%s\"],\"#t\":[\"x\"],\"since\":-1,\"until\":9,\"limit\":3}"
            .formatted(HEX, HEX, HEX);
    assertThat(parse("[\"REQ\",\"s\"," + filter + ",{}]"))
        .isInstanceOfSatisfying(
            ClientMessage.Req.class,
            req -> {
              assertThat(req.id().value()).isEqualTo("s");
              assertThat(req.filters()).hasSize(2);
              assertThat(req.filters().getFirst().limit()).isEqualTo(3);
              assertThat(req.filters().getFirst().tags()).hasSize(2);
              assertThat(req.filters().get(1).limit()).isNegative();
            });
    assertThat(parse("[\"COUNT\",\"s\",{}]")).isInstanceOf(ClientMessage.Count.class);
    assertThat(parse("[\"CLOSE\",\"s\"]"))
        .isEqualTo(new ClientMessage.Close(new SubscriptionId("s")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[\"REQ\",\"s\"]|INVALID",
        "[\"REQ\",\"s\",[]]|INVALID",
        "[\"REQ\",\"s\",{\"ids\":[\"ab\"]}]|INVALID",
        "[\"REQ\",\"s\",{\"authors\":\"x\"}]|INVALID",
        "[\"REQ\",\"s\",{\"#e\":[\"xyz\"]}]|INVALID",
        "[\"REQ\",\"s\",{\"#p\":[1]}]|INVALID",
        "[\"REQ\",\"s\",{\"#t\":[1]}]|INVALID",
        "[\"REQ\",\"s\",{\"kinds\":[70000]}]|INVALID",
        "[\"REQ\",\"s\",{\"kinds\":[1.5]}]|INVALID",
        "[\"REQ\",\"s\",{\"limit\":-1}]|INVALID",
        "[\"REQ\",\"s\",{\"since\":\"x\"}]|INVALID",
        "[\"REQ\",\"s\",{\"limit\":1,\"limit\":2}]|INVALID",
        "[\"REQ\",\"s\",{}|INVALID",
        "[\"REQ\",\"s\",[[{}]]]|INVALID",
        "[\"REQ\",\"s\",{\"kinds\":[\"1\"]}]|INVALID",
        "[\"REQ\",\"s\",{\"kinds\":[null]}]|INVALID",
        "[\"REQ\",\"s\",{\"limit\":1.5}]|INVALID",
        "[\"REQ\",\"s\",{\"limit\":\"5\"}]|INVALID",
        "[\"REQ\",\"s\",{\"since\":01}]|INVALID",
        "[\"REQ\",\"s\",{\"since\":1.}]|INVALID",
        "[\"REQ\",\"s\",{\"since\":.5}]|INVALID",
        "[\"REQ\",\"s\",{\"since\":+5}]|INVALID",
        "[\"REQ\",\"s\",{\"since\":1e}]|INVALID",
        "[\"REQ\",\"s\",{\"since\":--1}]|INVALID",
        "[\"REQ\",\"s\",null]|INVALID",
        "[\"REQ\",\"s\",{\"foo\":1}]|UNSUPPORTED",
        "[\"REQ\",\"s\",{\"search\":\"x\"}]|UNSUPPORTED",
        "[\"REQ\",\"s\",{\"#tt\":[\"x\"]}]|UNSUPPORTED",
        "[\"REQ\",\"s\",{\"#1\":[\"x\"]}]|UNSUPPORTED",
        "[\"COUNT\",\"s\",{\"foo\":1}]|UNSUPPORTED",
      })
  void parse_reqThatCannotBeServed_isTiedToItsId(String json, MessagePrefix prefix) {
    assertThat(parse(json))
        .isInstanceOfSatisfying(
            ClientMessage.MalformedReq.class,
            refused -> {
              assertThat(refused.id()).isEqualTo(new SubscriptionId("s"));
              assertThat(refused.prefix()).isEqualTo(prefix);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "{}",
        "[]",
        "[1]",
        "[\"REQ\"]",
        "[\"REQ\",null,{}]",
        "[\"EVENT\"]",
        "[\"NOPE\",1]",
        "[\"CLOSE\"",
        "null"
      })
  void parse_anythingElse_isUnreadable(String json) {
    assertThat(parse(json)).isInstanceOf(ClientMessage.Unreadable.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[\"REQ\",\"s\",{}]|false",
        "[\"REQ\",\"s\",{\"eose_hints\":true}]|true",
        "[\"REQ\",\"s\",{\"eose_hints\":false}]|false",
        "[\"REQ\",\"s\",{\"kinds\":[1]},{\"eose_hints\":true,\"kinds\":[7]}]|true",
      })
  void nip67_hints_areForThoseWhoAsk(String json, boolean readsHints) {
    assertThat(parse(json))
        .isInstanceOfSatisfying(
            ClientMessage.Req.class, req -> assertThat(req.readsHints()).isEqualTo(readsHints));
    assertThat(parse("[\"REQ\",\"s\",{\"eose_hints\":[1]}]"))
        .isInstanceOf(ClientMessage.MalformedReq.class);
    assertThat(parse("[\"COUNT\",\"s\",{\"eose_hints\":true}]"))
        .isInstanceOf(ClientMessage.Count.class);
  }

  @Test
  void parse_hundredsOfThousandsOfFilters_endsAtTheMostThereCanBe() {
    ClientMessageParser parser = new ClientMessageParser(new FilterParser(UnknownKeys.REFUSE));
    for (String list : List.of(",{}".repeat(500_000), ",[{}" + ",{}".repeat(500_000) + "]")) {
      assertThat(parser.parse(("[\"REQ\",\"s\"" + list + "]").getBytes(UTF_8)))
          .isInstanceOfSatisfying(
              ClientMessage.MalformedReq.class,
              refused -> assertThat(refused.reason()).isEqualTo("more than 10000 filters"));
    }
    assertThat(parser.parse(("[\"REQ\",\"s\"" + ",{}".repeat(10_000) + "]").getBytes(UTF_8)))
        .isInstanceOf(ClientMessage.Req.class);
  }

  @Test
  void parse_listsOfMoreValuesThanAnybodyMayHold_endThere() {
    ClientMessageParser parser = new ClientMessageParser(new FilterParser(UnknownKeys.REFUSE));
    for (String list : List.of("\"#t\":[\"\"" + ",\"\"", "\"kinds\":[1" + ",1")) {
      String value = list.substring(list.lastIndexOf(','));
      String start = "[\"REQ\",\"s\",{" + list.substring(0, list.lastIndexOf(','));
      assertThat(parser.parse((start + value.repeat(99_999) + "]}]").getBytes(UTF_8)))
          .isInstanceOf(ClientMessage.Req.class);
      assertThat(parser.parse((start + value.repeat(500_000)).getBytes(UTF_8)))
          .isInstanceOfSatisfying(
              ClientMessage.MalformedReq.class,
              refused -> assertThat(refused.reason()).endsWith(" has more than 100000 values"));
    }
  }

  @Test
  void parse_unknownKeys_areIgnoredWhenToldTo() {
    ClientMessageParser tolerant = new ClientMessageParser(new FilterParser(UnknownKeys.IGNORE));
    assertThat(tolerant.parse("[\"REQ\",\"s\",{\"foo\":{\"a\":[1]}}]".getBytes(UTF_8)))
        .isInstanceOf(ClientMessage.Req.class);
    assertThatThrownBy(
            () -> new FilterParser(UnknownKeys.REFUSE).parse("{\"a\":1}".getBytes(UTF_8)))
        .hasMessageContaining("a is not supported");
  }

  @Test
  void subscriptionId_has1To64Characters() {
    assertThat(new SubscriptionId("😀".repeat(64)).value()).hasSize(128);
    assertThatThrownBy(() -> new SubscriptionId("x".repeat(65))).hasMessageContaining("65");
    assertThatThrownBy(() -> new SubscriptionId("")).hasMessageContaining("0");
    assertThat(new SubscriptionId("a")).isEqualTo(new SubscriptionId("a")).hasToString("a");
  }

  @Test
  void text_isExact() {
    SubscriptionId id = new SubscriptionId("a\"\\\n\u0001\u001fé");
    String quoted = "\"a\\\"\\\\\\n\\u0001\\u001fé\"";
    EventId event = EventId.parse(HEX);
    assertThat(new RelayMessage.Event(id, new EventJson("{}".getBytes(UTF_8))).text())
        .isEqualTo("[\"EVENT\"," + quoted + ",{}]");
    assertThat(RelayMessage.Eose.plain(id).text()).isEqualTo("[\"EOSE\"," + quoted + "]");
    assertThat(new RelayMessage.Eose(id, Hint.FINISH, false).text())
        .isEqualTo("[\"EOSE\"," + quoted + ",[\"finish\"]]");
    assertThat(new RelayMessage.Eose(id, Hint.MORE, true).text())
        .isEqualTo("[\"EOSE\"," + quoted + ",[\"more\",\"auth\"]]");
    assertThat(new RelayMessage.Eose(id, Hint.NONE, true).text())
        .isEqualTo("[\"EOSE\"," + quoted + ",[\"auth\"]]");
    assertThat(new RelayMessage.Count(id, 7, false, Optional.empty()).text())
        .isEqualTo("[\"COUNT\"," + quoted + ",{\"count\":7}]");
    assertThat(new RelayMessage.Count(id, 7, true, Optional.of("00")).text())
        .isEqualTo("[\"COUNT\"," + quoted + ",{\"count\":7,\"approximate\":true,\"hll\":\"00\"}]");
    assertThat(new RelayMessage.Closed(id, MessagePrefix.INVALID, "no").text())
        .isEqualTo("[\"CLOSED\"," + quoted + ",\"invalid: no\"]");
    assertThat(RelayMessage.Ok.stored(event).text())
        .isEqualTo("[\"OK\",\"" + HEX + "\",true,\"\"]");
    assertThat(RelayMessage.Ok.refused(event, MessagePrefix.RATE_LIMITED, "slow").text())
        .isEqualTo("[\"OK\",\"" + HEX + "\",false,\"rate-limited: slow\"]");
    assertThat(new RelayMessage.Notice(MessagePrefix.ERROR, "\t\r\b\f").text())
        .isEqualTo("[\"NOTICE\",\"error: \\t\\r\\b\\f\"]");
  }

  @Test
  void nip77_messages_areReadOrTiedToTheirId() {
    assertThat(parse("[\"NEG-OPEN\",\"n\",{\"kinds\":[1]},\"61ff\"]"))
        .isInstanceOfSatisfying(
            ClientMessage.NegOpen.class,
            open -> {
              assertThat(open.message()).containsExactly(0x61, 0xff);
              assertThat(open.filter().kinds().contains(1)).isTrue();
            });
    assertThat(parse("[\"NEG-MSG\",\"n\",\"\"]")).isInstanceOf(ClientMessage.NegMsg.class);
    assertThat(parse("[\"NEG-CLOSE\",\"n\"]"))
        .isEqualTo(new ClientMessage.NegClose(new SubscriptionId("n")));
    for (String wrong :
        List.of(
            "[\"NEG-OPEN\",\"n\",{},\"6\"]",
            "[\"NEG-OPEN\",\"n\",{},\"6x\"]",
            "[\"NEG-OPEN\",\"n\",[{},{}],\"61\"]",
            "[\"NEG-OPEN\",\"n\",[[{}]],\"61\"]",
            "[\"NEG-OPEN\",\"n\",{}]",
            "[\"NEG-OPEN\",\"n\",[],\"61\"]",
            "[\"NEG-MSG\",\"n\",61]",
            "[\"NEG-MSG\",\"n\"]")) {
      assertThat(parse(wrong)).as(wrong).isInstanceOf(ClientMessage.MalformedNeg.class);
    }
    assertThat(parse("[\"NEG-CLOSE\"]")).isInstanceOf(ClientMessage.Unreadable.class);
  }

  @Test
  void parse_mutatedMessages_neverThrows() {
    long seed = Long.getLong("heliograph.seed", 20_261_121);
    Random random = new Random(seed);
    List<byte[]> samples =
        List.of(
            ("[\"EVENT\"," + TestEvents.text(EVENT) + "]").getBytes(UTF_8),
            ("[\"REQ\",\"s\",{\"ids\":[\"" + HEX + "\"],\"kinds\":[1],\"#t\":[\"x\"],\"limit\":5}]")
                .getBytes(UTF_8),
            "[\"CLOSE\",\"abc\"]".getBytes(UTF_8),
            "[\"COUNT\",\"abc\",{\"since\":1}]".getBytes(UTF_8),
            ("[\"AUTH\"," + TestEvents.text(EVENT) + "]").getBytes(UTF_8),
            "[\"NEG-OPEN\",\"n\",{\"kinds\":[1]},\"6100000200\"]".getBytes(UTF_8),
            "[\"NEG-MSG\",\"n\",\"61\"]".getBytes(UTF_8),
            "[\"NEG-CLOSE\",\"n\"]".getBytes(UTF_8));
    for (int round = 0; round < 200_000; round++) {
      byte[] sample = samples.get(random.nextInt(samples.size()));
      byte[] mutant = Arrays.copyOf(sample, sample.length - random.nextInt(3));
      for (int i = random.nextInt(4); i >= 0; i--) {
        mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(PARSER.parse(mutant)).isNotNull();
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + " round " + round, e);
      }
    }
  }
}
