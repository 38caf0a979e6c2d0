package heliograph.it;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import java.util.List;
import org.junit.jupiter.api.Test;

/** NIP-45: distinct over all filters, whatever their limits; refusal is CLOSED. */
class Nip45CountIT extends RelayIT {
  @Test
  void count_isDistinctOverFilters() {
    Key key = freshKey();
    for (int i = 0; i < 5; i++) {
      client.publish(TestEvents.signed(key, i < 2 ? 7 : 1, now, List.of(), "" + i));
    }
    String all = "{" + authors(key) + ",\"limit\":1}";
    String reactions = "{" + authors(key) + ",\"kinds\":[7]}";
    assertThat(client.ask("[\"COUNT\",\"c\"," + all + "," + reactions + "]"))
        .isEqualTo("[\"COUNT\",\"c\",{\"count\":5}]");
    assertThat(client.ask("[\"COUNT\",\"c\"," + reactions + "]"))
        .isEqualTo("[\"COUNT\",\"c\",{\"count\":2}]");
  }

  @Test
  void hll_comesWithASingleTagValue() {
    Key key = freshKey();
    String target = TestEvents.note(key, now, "target").id().hex();
    for (int i = 0; i < 3; i++) {
      Key reader = freshKey();
      client.publish(TestEvents.signed(reader, 7, now, List.of(List.of("e", target)), "+"));
    }
    String reactions = "{\"#e\":[\"" + target + "\"],\"kinds\":[7]}";
    assertThat(client.ask("[\"COUNT\",\"c\"," + reactions + "]"))
        .matches("\\[\"COUNT\",\"c\",\\{\"count\":3,\"hll\":\"[0-9a-f]{512}\"\\}\\]");
  }

  @Test
  void count_refused_isClosed() {
    assertThat(client.ask("[\"COUNT\",\"c\",{\"kinds\":1}]"))
        .startsWith("[\"CLOSED\",\"c\",\"invalid: ");
    assertThat(client.ask("[\"COUNT\",\"c\",{\"kinds\":[1059]}]"))
        .startsWith("[\"CLOSED\",\"c\",\"auth-required: ");
    assertThat(client.ask("[\"COUNT\",\"c\"]")).startsWith("[\"CLOSED\",\"c\",\"invalid: ");
  }
}
