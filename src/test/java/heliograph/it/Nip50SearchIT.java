package heliograph.it;

import static heliograph.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.NostrEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** NIP-50 over the wire: relevance, then limit; with every other condition; live and at once. */
class Nip50SearchIT extends RelayIT {
  private final String word = "w" + Long.toString(System.nanoTime(), 36);

  private NostrEvent publish(Key key, int kind, long at, List<List<String>> tags, String content) {
    NostrEvent event = TestEvents.signed(key, kind, at, tags, content);
    assertThat(client.publish(event)).isEqualTo("true,\"\"");
    return event;
  }

  private String search(String query, String more) {
    return "{\"search\":" + TestEvents.quoted(query) + more + "}";
  }

  @Test
  void search_isFoundAtOnce_bestFirst_thenLimited() {
    Key key = freshKey();
    NostrEvent best =
        publish(key, 1, now - 9, List.of(), word + " " + word + " " + word + " orange");
    NostrEvent other =
        publish(key, 1, now, List.of(), word + " and many other words about nothing at all");
    assertThat(client.query(search(word, "")))
        .containsExactlyInAnyOrder(best.id().hex(), other.id().hex());
    eventually(
        "relevance decides, then the limit",
        () -> client.query(search(word, ",\"limit\":1")),
        List.of(best.id().hex())::equals);
    assertThat(client.query(search(word + " ORANGE", ""))).containsExactly(best.id().hex());
    assertThat(client.query(search(word + " orange unknown:thing include:spam", "")))
        .containsExactly(best.id().hex());
    assertThat(client.ask("[\"COUNT\",\"c\"," + search(word, "") + "]")).contains("\"count\":2");
  }

  @Test
  void search_obeysEveryOtherConditionAndDeletion() {
    Key alice = freshKey();
    Key bob = freshKey();
    NostrEvent tagged = publish(alice, 1, now, List.of(List.of("t", "x")), word + " tagged");
    NostrEvent article =
        publish(alice, 30_023, now - 5, List.of(List.of("d", "1"), List.of("title", word)), "");
    NostrEvent foreign = publish(bob, 1, now - 3, List.of(), word);
    assertThat(client.query(search(word, "," + authors(alice))))
        .containsExactlyInAnyOrder(tagged.id().hex(), article.id().hex());
    assertThat(client.query(search(word, ",\"kinds\":[30023]")))
        .containsExactly(article.id().hex());
    assertThat(client.query(search(word, ",\"#t\":[\"x\"]"))).containsExactly(tagged.id().hex());
    assertThat(client.query(search(word, ",\"since\":" + now))).containsExactly(tagged.id().hex());
    assertThat(client.query(search(word, ",\"kinds\":[30023]"), "{" + authors(bob) + "}"))
        .containsExactly(article.id().hex(), foreign.id().hex());
    publish(bob, 5, now, List.of(List.of("e", foreign.id().hex())), "");
    assertThat(client.query(search(word, "," + authors(bob)))).isEmpty();
  }

  @Test
  void search_live_sendsWhatMatches() {
    client.send("[\"REQ\",\"live\"," + search(word + " live", "") + "]");
    assertThat(client.next()).startsWith("[\"EOSE\",\"live\"");
    try (RelayClient writer = new RelayClient(webSocket())) {
      writer.publish(TestEvents.note(freshKey(), now, word + " something else"));
      NostrEvent match = TestEvents.note(freshKey(), now, "Live: " + word);
      writer.publish(match);
      assertThat(RelayClient.eventId(client.next(), "live")).isEqualTo(match.id().hex());
    }
  }

  @Test
  void search_neverFindsPrivateMessages() {
    Key alice = freshKey();
    publish(alice, 4, now, List.of(List.of("p", alice.pubkey())), word);
    client.authenticate(alice);
    assertThat(client.query(search(word, ""))).isEmpty();
  }
}
