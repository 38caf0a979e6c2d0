package heliograph.it;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** NIP-67: EOSE says whether there is more, and a page splits no second. */
class Nip67CompletenessIT extends RelayIT {
  @Test
  void eose_saysFinishOrMore() {
    Key key = freshKey();
    for (int i = 0; i < 3; i++) {
      client.publish(TestEvents.note(key, now - i, "" + i));
    }
    String mine = "{" + authors(key);
    assertThat(client.req("s", mine + "}")).hasSize(3);
    assertThat(client.lastEose()).isEqualTo("[\"EOSE\",\"s\",[\"finish\"]]");
    assertThat(client.req("s", mine + ",\"limit\":3}")).hasSize(3);
    assertThat(client.lastEose()).isEqualTo("[\"EOSE\",\"s\",[\"finish\"]]");
    assertThat(client.req("s", mine + ",\"limit\":2}")).hasSize(2);
    assertThat(client.lastEose()).isEqualTo("[\"EOSE\",\"s\",[\"more\"]]");
    assertThat(client.req("s", mine + "}", mine + ",\"kinds\":[1]}")).hasSize(3);
    assertThat(client.lastEose()).isEqualTo("[\"EOSE\",\"s\",[\"finish\"]]");
    assertThat(client.req("s", mine + ",\"limit\":1}", mine + ",\"kinds\":[7]}")).hasSize(1);
    assertThat(client.lastEose()).isEqualTo("[\"EOSE\",\"s\"]");
    assertThat(client.req("s", mine + ",\"limit\":0}")).isEmpty();
    assertThat(client.lastEose()).isEqualTo("[\"EOSE\",\"s\"]");
  }

  @Test
  void page_bringsTheWholeLastSecond() {
    Key key = freshKey();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 510; i++) {
      long at = i < 495 ? now + 1 : now; // the limit of 500 falls among those of one second
      var note = TestEvents.note(key, at, "" + i);
      client.publish(note);
      expected.add(note.id().hex());
    }
    client.publish(TestEvents.note(key, now - 1, "older"));
    assertThat(client.req("s", "{" + authors(key) + "}"))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(client.lastEose()).isEqualTo("[\"EOSE\",\"s\",[\"more\"]]");
    assertThat(client.req("s", "{" + authors(key) + ",\"limit\":500}")).hasSize(510);
    assertThat(client.req("s", "{" + authors(key) + ",\"limit\":9}")).hasSize(9);
  }
}
