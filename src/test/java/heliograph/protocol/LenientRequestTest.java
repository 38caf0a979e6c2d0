package heliograph.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.ProcessorTime;
import heliograph.filter.NostrFilter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that clients write in other ways, where they can mean one thing only. */
class LenientRequestTest {
  private static final ClientMessageParser PARSER =
      new ClientMessageParser(new FilterParser(FilterParser.UnknownKeys.REFUSE));
  private static final String HEX = "AB".repeat(32);

  private static ClientMessage parse(String json) {
    return PARSER.parse(json.getBytes(UTF_8));
  }

  private static List<NostrFilter> filters(String json) {
    return switch (parse(json)) {
      case ClientMessage.Req(var id, var filters, var hints) -> filters;
      case ClientMessage.Count(var id, var filters) -> filters;
      case ClientMessage.NegOpen(var id, var filter, var message) -> List.of(filter);
      case ClientMessage other -> throw new AssertionError(json + ": " + other);
    };
  }

  private static NostrFilter filter(String json) {
    return filters("[\"REQ\",\"s\"," + json + "]").getFirst();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ids", "authors", "kinds", "#e", "#p", "#t", "since", "until", "limit", "search", "unknown"
      })
  void nullCondition_isNone(String key) {
    assertThat(filter("{\"" + key + "\":null}")).isEqualTo(filter("{}"));
  }

  @ParameterizedTest
  @CsvSource({
    "1700000000, 1700000000, 1700000000",
    "1.7e9, 1700000000, 1700000000",
    "17E+8, 1700000000, 1700000000",
    "1700000000.0, 1700000000, 1700000000",
    "1700000000.25, 1700000001, 1700000000",
    "-0.5, 0, -1",
    "-0, 0, 0",
    "0.0, 0, 0",
    "0e999999999, 0, 0",
    "1e-999999999, 1, 0",
    "-1e-999999999, 0, -1",
    "1e999999999, 9223372036854775807, 9223372036854775807",
    "-1e999999999, -9223372036854775808, -9223372036854775808",
    "99999999999999999999, 9223372036854775807, 9223372036854775807",
    "9223372036854775807.5, 9223372036854775807, 9223372036854775807",
  })
  void time_inAnyForm_boundsTheSameEvents(String number, long since, long until) {
    NostrFilter read = filter("{\"since\":" + number + ",\"until\":" + number + "}");
    assertThat(read.since()).isEqualTo(since);
    assertThat(read.until()).isEqualTo(until);
  }

  @Test
  void exponents_ofAnySize_costNothing() {
    byte[] message =
        "[\"REQ\",\"s\",{\"since\":1e2147483647,\"until\":-1e-2147483648}]".getBytes(UTF_8);
    Duration cost =
        ProcessorTime.of(() -> {
          for (int i = 0; i < 10_000; i++) {
            assertThat(PARSER.parse(message)).isNotNull();
          }
        });
    assertThat(cost).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void wholeNumbers_areTakenInAnyForm() {
    assertThat(filter("{\"limit\":1e2}").limit()).isEqualTo(100);
    assertThat(filter("{\"limit\":5.0}").limit()).isEqualTo(5);
    assertThat(filter("{\"limit\":1e300}").limit()).isEqualTo(Integer.MAX_VALUE);
    assertThat(filter("{\"kinds\":[1.0,3e4,1]}")).isEqualTo(filter("{\"kinds\":[1,30000]}"));
  }

  @Test
  void upperCaseHex_isTheSameKey() {
    for (String key : List.of("ids", "authors", "#e", "#p")) {
      String upper = "{\"" + key + "\":[\"" + HEX + "\"]}";
      assertThat(filter(upper)).isEqualTo(filter(upper.replace("AB", "ab")));
    }
    assertThat(filter("{\"#t\":[\"AB\"]}")).isNotEqualTo(filter("{\"#t\":[\"ab\"]}"));
  }

  @Test
  void doubledValues_areOne() {
    String once = "{\"authors\":[\"" + HEX + "\"],\"kinds\":[1]}";
    String twice = "{\"authors\":[\"%s\",\"%s\"],\"kinds\":[1,1]}".formatted(HEX, HEX);
    assertThat(filter(twice)).isEqualTo(filter(once));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[\"REQ\",\"s\",[{\"kinds\":[1]}]]",
        "[\"COUNT\",\"s\",[{\"kinds\":[1]}]]",
        "[\"NEG-OPEN\",\"s\",[{\"kinds\":[1]}],\"61\"]",
        "\ufeff[\"REQ\",\"s\",{\"kinds\":[1]}]",
        " \r\n[\"REQ\",\"s\",{\"kinds\":[1]}] \n\n",
      })
  void oneFilter_howeverItIsWrapped_isRead(String json) {
    assertThat(filters(json)).containsExactly(filter("{\"kinds\":[1]}"));
  }

  @Test
  void listOfFilters_isReadAsThey() {
    assertThat(filters("[\"REQ\",\"s\",[{\"kinds\":[1]},{\"kinds\":[2]}],{\"kinds\":[3]}]"))
        .hasSize(3);
  }

  @Test
  void closing_whateverFollows_closes() {
    assertThat(parse("[\"CLOSE\",\"s\",1,{\"a\":[]}]"))
        .isEqualTo(new ClientMessage.Close(new SubscriptionId("s")));
    assertThat(parse("[\"NEG-CLOSE\",\"s\",\"done\"]"))
        .isEqualTo(new ClientMessage.NegClose(new SubscriptionId("s")));
  }

  @Test
  void negentropy_inUpperCaseHex_isRead() {
    assertThat(parse("[\"NEG-MSG\",\"s\",\"61FF\"]"))
        .isInstanceOfSatisfying(
            ClientMessage.NegMsg.class,
            message -> assertThat(message.message()).containsExactly(0x61, 0xff));
  }
}
