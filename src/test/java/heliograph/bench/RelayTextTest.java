package heliograph.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.bench.RelayText.Verb;
import org.junit.jupiter.api.Test;

class RelayTextTest {
  private static final String ID = "0123456789abcdef" + "0".repeat(48);

  private final RelayText text = new RelayText();

  private Verb read(String message) {
    byte[] bytes = ("~~" + message + "~~").getBytes(UTF_8);
    return text.read(bytes, 2, bytes.length - 2);
  }

  @Test
  void verbs_areToldApart() {
    assertThat(read("[\"EVENT\",\"1\",{}]")).isEqualTo(Verb.EVENT);
    assertThat(read("[\"OK\",\"" + ID + "\",true,\"\"]")).isEqualTo(Verb.OK);
    assertThat(read("[\"EOSE\",\"1\"]")).isEqualTo(Verb.EOSE);
    assertThat(read("[\"CLOSED\",\"1\",\"error: x\"]")).isEqualTo(Verb.CLOSED);
    assertThat(read("[\"COUNT\",\"1\",{\"count\":5}]")).isEqualTo(Verb.COUNT);
    assertThat(read("[\"NOTICE\",\"x\"]")).isEqualTo(Verb.NOTICE);
    assertThat(read("[\"AUTH\",\"x\"]")).isEqualTo(Verb.AUTH);
    assertThat(read("[\"NEG-MSG\",\"x\"]")).isEqualTo(Verb.OTHER);
    assertThat(read("nonsense")).isEqualTo(Verb.OTHER);
    assertThat(read("")).isEqualTo(Verb.OTHER);
  }

  @Test
  void event_withItsIdAnywhere_isFound() {
    read("[\"EVENT\",\"42\",{\"id\":\"" + ID + "\",\"kind\":1}]");
    assertThat(text.number()).isEqualTo(42);
    assertThat(text.eventId()).isEqualTo(0x0123456789abcdefL);
    String json =
        "{\"content\":\"\\\"id\\\":\\\"no\",\"tags\":[[\"id\",\"x\"]],\"id\":\"" + ID + "\"}";
    String message = "[\"EVENT\", \"7\", " + json + " ]";
    read(message);
    assertThat(text.number()).isEqualTo(7);
    assertThat(text.eventId()).isEqualTo(0x0123456789abcdefL);
    assertThat(("~~" + message).substring(text.eventFrom(), text.eventTo())).isEqualTo(json);
    read("[\"EVENT\",\"x\",{}]");
    assertThat(text.number()).isEqualTo(-1);
    assertThat(text.eventId()).isZero();
  }

  @Test
  void ok_saysWhetherAndWhy() {
    read("[\"OK\",\"" + ID + "\",true,\"\"]");
    assertThat(text.okId()).isEqualTo(0x0123456789abcdefL);
    assertThat(text.accepted()).isTrue();
    assertThat(text.isDuplicate()).isFalse();
    read("[\"OK\",\"" + ID + "\", false, \"duplicate: true\"]");
    assertThat(text.accepted()).isFalse();
    assertThat(text.isDuplicate()).isTrue();
  }
}
