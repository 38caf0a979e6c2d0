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
    String mine = "{\"eose_hints\":true," + authors(key) + ",\"kinds\":[1,7]";
    assertThat(client.req("s", mine + "}")).hasSize(3);
    assertThat(client.lastEose()).isEqualTo("[\"EOSE\",\"s\",[\"finish\"]]");
    assertThat(client.req("s", mine + ",\"limit\":3}")).hasSize(3);
    assertThat(client.lastEose()).isEqualTo("[\"EOSE\",\"s\",[\"finish\"]]");
    assertThat(client.req("s", mine + ",\"limit\":2}")).hasSize(2);
    assertThat(client.lastEose()).isEqualTo("[\"EOSE\",\"s\",[\"more\"]]");
    assertThat(client.req("s", mine + "}", "{\"kinds\":[1]," + authors(key) + "}")).hasSize(3);
    assertThat(client.lastEose()).isEqualTo("[\"EOSE\",\"s\",[\"finish\"]]");
    assertThat(client.req("s", mine + ",\"limit\":1}", "{\"kinds\":[7]," + authors(key) + "}"))
        .hasSize(1);
    assertThat(client.lastEose()).isEqualTo("[\"EOSE\",\"s\"]");
    assertThat(client.req("s", mine + ",\"limit\":0}")).isEmpty();
    assertThat(client.lastEose()).isEqualTo("[\"EOSE\",\"s\"]");
  }

  @Test
  void eose_ofWhoDoesNotAsk_hasTwoElements() {
    Key key = freshKey();
    client.publish(TestEvents.note(key, now, "one"));
    client.publish(TestEvents.note(key, now - 1, "two"));
    for (String rest : List.of("}", ",\"limit\":1}", ",\"eose_hints\":false}")) {
      client.req("s", "{" + authors(key) + rest);
      assertThat(client.lastEose()).isEqualTo("[\"EOSE\",\"s\"]");
    }
    assertThat(client.challenges()).isZero();
  }

  @Test
  void eose_beforeAuth_saysSoWhateverIsStored() {
    String[] filters = {
      "{\"eose_hints\":true," + authors(freshKey()),
      "{\"eose_hints\":true," + authors(freshKey()) + ",\"kinds\":[1,4]"
    };
    for (String filter : filters) {
      try (RelayClient stranger = new RelayClient(webSocket())) {
        assertThat(stranger.req("s", filter + "}")).isEmpty();
        assertThat(stranger.lastEose()).isEqualTo("[\"EOSE\",\"s\",[\"finish\",\"auth\"]]");
        assertThat(stranger.challenges()).as("before that EOSE").isOne();
        stranger.authenticate(freshKey());
        stranger.req("s", filter + "}");
        assertThat(stranger.lastEose()).isEqualTo("[\"EOSE\",\"s\",[\"finish\"]]");
      }
    }
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
    String notes = "\"kinds\":[1],\"eose_hints\":true";
    assertThat(client.req("s", "{" + authors(key) + "," + notes + "}"))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(client.lastEose()).isEqualTo("[\"EOSE\",\"s\",[\"more\"]]");
    assertThat(client.req("s", "{" + authors(key) + ",\"limit\":500}")).hasSize(510);
    assertThat(client.req("s", "{" + authors(key) + ",\"limit\":9}")).hasSize(9);
  }
}
