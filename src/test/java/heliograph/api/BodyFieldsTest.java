package heliograph.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.statistics.QuestionException;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Bodies of requests, read strictly. */
class BodyFieldsTest {
  private static BodyFields body(String text) {
    return BodyFields.of(text, Set.of("text", "list", "number", "share", "inner"));
  }

  private static void refused(Runnable question, String detail) {
    assertThatThrownBy(question::run)
        .isInstanceOf(QuestionException.class)
        .hasMessageContaining(detail);
  }

  @Test
  void fields_ofTheRightTypes_areRead() {
    BodyFields body =
        body("{\"text\":\"a\",\"list\":[\"b\"],\"number\":1e1,\"share\":0.5,\"inner\":{\"x\":1}}");
    assertThat(body.text("text", 1)).isEqualTo("a");
    assertThat(body.texts("list", 1)).containsExactly("b");
    assertThat(body.number("number", 1, 10, 5)).isEqualTo(10);
    assertThat(body.share("share")).isEqualTo(0.5);
    assertThat(body.object("inner", Set.of("x")).number("x", 0, 1, 0)).isEqualTo(1);
    assertThat(body("{}").number("number", 1, 10, 5)).isEqualTo(5);
  }

  @Test
  void bodies_thatAreNoObject_areRefused() {
    for (String text :
        new String[] {
          "",
          "[]",
          "null",
          "{",
          "{} {}",
          "{\"text\":1,\"text\":2}",
          "{\"text\":}",
          "\"\"",
          "[".repeat(100_000),
          "{\"text\":" + "[".repeat(5_000),
          "\ufeff{}",
          "{\"text\":NaN}",
          "{\"number\":" + "9".repeat(5_000) + "}"
        }) {
      refused(() -> body(text), "one JSON object");
    }
    refused(() -> BodyFields.of(null, Set.of()), "one JSON object");
  }

  @Test
  void unknownFields_areRefused_alsoWithin() {
    refused(() -> body("{\"txt\":1}"), "takes only these fields");
    refused(
        () -> body("{\"inner\":{\"y\":1}}").object("inner", Set.of("x")),
        "inner takes only these fields: x");
  }

  @Test
  void numbers_beyondTheirRange_areRefused() {
    for (String number :
        new String[] {
          "-1",
          "0",
          "11",
          "1.5",
          "99999999999",
          "1e400",
          "1e-400",
          "\"5\"",
          "true",
          "null",
          "[]",
          "1.0000000000000000000001"
        }) {
      refused(
          () -> body("{\"number\":" + number + "}").number("number", 1, 10, 5),
          "number must be a whole number from 1 to 10");
    }
    for (String share : new String[] {"-0.1", "1.1", "2", "\"x\"", "null", "1e309", "{}"}) {
      refused(
          () -> body("{\"share\":" + share + "}").share("share"),
          "share must be a number from 0 to 1");
    }
  }

  @Test
  void texts_ofAnotherTypeOrLength_areRefused() {
    for (String text :
        new String[] {"1", "null", "[]", "\"\"", "\" \"", "\"abc\"", "\"\\u0000\""}) {
      refused(() -> body("{\"text\":" + text + "}").text("text", 2), "text must be a text");
    }
    refused(() -> body("{}").text("text", 2), "text must be a text");
    for (String list : new String[] {"[]", "[1]", "[\"a\",\"b\"]", "{}", "\"a\"", "[null]"}) {
      refused(() -> body("{\"list\":" + list + "}").texts("list", 1), "list must be a list");
    }
  }
}
