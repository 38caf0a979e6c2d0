package heliograph.it;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.NostrEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** NIP-01: stored events, EOSE, live events, CLOSED. */
class Nip01ReqIT extends RelayIT {
  private List<NostrEvent> publishNotes(Key key, int count) {
    List<NostrEvent> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      NostrEvent event =
          TestEvents.signed(
              key,
              1,
              now - 1_000 + i / 2,
              List.of(List.of("t", "n" + i % 3), List.of("r", "x", "y")),
              "" + i);
      assertThat(client.publish(event)).isEqualTo("true,\"\"");
      events.add(event);
    }
    events.sort(
        Comparator.comparingLong(NostrEvent::createdAt).reversed().thenComparing(NostrEvent::id));
    return events;
  }

  private static List<String> ids(List<NostrEvent> events) {
    return events.stream().map(event -> event.id().hex()).toList();
  }

  @Test
  void req_isNewestFirstTiesByIdWithAndWithoutLimit() {
    Key key = freshKey();
    List<NostrEvent> events = publishNotes(key, 11);
    assertThat(client.req("a", "{" + authors(key) + "}")).isEqualTo(ids(events));
    assertThat(client.req("b", "{" + authors(key) + ",\"limit\":4}"))
        .isEqualTo(ids(events.subList(0, 4)));
    assertThat(client.req("c", "{" + authors(key) + ",\"limit\":999999}")).hasSize(11);
  }

  @Test
  void req_severalFilters_areMergedInOrderEachEventOnce() {
    Key key = freshKey();
    List<NostrEvent> events = publishNotes(key, 9);
    String all = "{" + authors(key) + "}";
    assertThat(client.req("a", all, all, "{" + authors(key) + ",\"#t\":[\"n1\"]}"))
        .isEqualTo(ids(events));
  }

  @Test
  void req_tagConditions_areAndOverFirstValues() {
    Key key = freshKey();
    publishNotes(key, 9);
    String who = "{" + authors(key);
    assertThat(client.req("a", who + ",\"#t\":[\"n1\"],\"#r\":[\"x\"]}")).hasSize(3);
    assertThat(client.req("b", who + ",\"#t\":[\"n1\",\"n2\"]}")).hasSize(6);
    assertThat(client.req("c", who + ",\"#r\":[\"y\"]}")).isEmpty();
    assertThat(client.req("d", who + ",\"#T\":[\"n1\"]}")).isEmpty();
    assertThat(client.req("e", who + ",\"kinds\":[]}")).isEmpty();
    assertThat(client.req("f", who + ",\"since\":5,\"until\":4}")).isEmpty();
  }

  @Test
  void req_thatCannotBeServed_isClosedByName() {
    assertThat(client.ask("[\"REQ\",\"a\\\"😀\",{\"ids\":[\"abc\"]}]"))
        .startsWith("[\"CLOSED\",\"a\\\"😀\",\"invalid: ");
    assertThat(client.ask("[\"REQ\",\"b\",{\"sparkle\":\"x\"}]"))
        .startsWith("[\"CLOSED\",\"b\",\"unsupported: ");
    assertThat(client.ask("[\"REQ\",\"c\"" + ",{}".repeat(21) + "]"))
        .startsWith("[\"CLOSED\",\"c\",\"invalid: too many filters");
    String tooLong = "\"" + "x".repeat(65) + "\"";
    assertThat(client.ask("[\"REQ\"," + tooLong + ",{}]"))
        .startsWith("[\"CLOSED\"," + tooLong + ",\"invalid: ");
    assertThat(client.req("😀".repeat(64), "{\"limit\":0}")).isEmpty();
  }

  @Test
  void req_overTheCap_isClosedBeforeAnyEventAndReplacingIsNot() {
    for (int i = 0; i < 50; i++) {
      assertThat(client.req("s" + i, "{\"limit\":0}")).isEmpty();
    }
    assertThat(client.ask("[\"REQ\",\"more\",{}]"))
        .startsWith("[\"CLOSED\",\"more\",\"rate-limited: ");
    assertThat(client.req("s7", "{\"limit\":0}")).isEmpty();
    client.send("[\"CLOSE\",\"s7\"]");
    client.send("[\"CLOSE\",\"never opened\"]");
    assertThat(client.req("more", "{\"limit\":0}")).isEmpty();
  }

  @Test
  void live_respectsConditionsAndComesOncePerSubscription() {
    Key key = freshKey();
    String who = "{" + authors(key);
    client.req("a", who + ",\"limit\":0}", who + ",\"kinds\":[1],\"limit\":0}");
    client.req("late", who + ",\"since\":" + (now + 100) + "}");
    try (RelayClient publisher = new RelayClient(webSocket())) {
      NostrEvent first = TestEvents.note(key, now, "1");
      NostrEvent second = TestEvents.note(key, now, "2");
      publisher.publish(first);
      publisher.publish(second);
      assertThat(RelayClient.eventId(client.next(), "a")).isEqualTo(first.id().hex());
      assertThat(RelayClient.eventId(client.next(), "a")).isEqualTo(second.id().hex());
      assertThat(client.req("a", who + ",\"kinds\":[7],\"limit\":0}")).isEmpty();
      publisher.publish(TestEvents.note(key, now, "3"));
      NostrEvent reaction = TestEvents.signed(key, 7, now, List.of(), "+");
      publisher.publish(reaction);
      assertThat(RelayClient.eventId(client.next(), "a")).isEqualTo(reaction.id().hex());
      client.send("[\"CLOSE\",\"a\"]");
      assertThat(client.req("read", "{\"kinds\":[65535],\"limit\":0}"))
          .isEmpty(); // CLOSE before it
      publisher.publish(TestEvents.signed(key, 7, now, List.of(), "++"));
      assertThat(client.req("end", "{\"limit\":0}")).isEmpty();
    }
  }

  @Test
  void live_olderReplaceable_isNotBroadcast() {
    Key key = freshKey();
    client.publish(TestEvents.signed(key, 0, now, List.of(), "new"));
    client.req("a", "{" + authors(key) + ",\"limit\":0}");
    try (RelayClient publisher = new RelayClient(webSocket())) {
      publisher.publish(TestEvents.signed(key, 0, now - 9, List.of(), "old"));
      NostrEvent note = TestEvents.note(key, now, "after");
      publisher.publish(note);
      assertThat(RelayClient.eventId(client.next(), "a")).isEqualTo(note.id().hex());
    }
  }

  @Test
  void req_whileEventsArrive_hasNeitherGapNorDouble() throws Exception {
    Key key = freshKey();
    List<NostrEvent> events = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      events.add(TestEvents.note(key, now - i % 500, "" + i));
    }
    Thread publishing =
        Thread.ofPlatform()
            .start(() -> {
              try (RelayClient publisher = new RelayClient(webSocket())) {
                events.forEach(
                    event -> publisher.send("[\"EVENT\"," + TestEvents.text(event) + "]"));
                events.forEach(event -> publisher.next());
              }
            });
    List<RelayClient> readers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      RelayClient reader = new RelayClient(webSocket());
      reader.send("[\"REQ\",\"r\",{" + authors(key) + ",\"limit\":5000}]");
      readers.add(reader);
    }
    publishing.join();
    Set<String> all = new HashSet<>(ids(events));
    for (RelayClient reader : readers) {
      List<String> seen = new ArrayList<>();
      while (seen.size() < all.size()) {
        String message = reader.next();
        if (!message.startsWith("[\"EOSE\"")) {
          seen.add(RelayClient.eventId(message, "r"));
        }
      }
      assertThat(new HashSet<>(seen)).isEqualTo(all);
      assertThat(seen).doesNotHaveDuplicates();
      reader.close();
    }
  }

  @Test
  void live_aVeryLargeEvent_isSentAtOnce() {
    Key key = freshKey();
    assertThat(client.req("live", "{" + authors(key) + "}")).isEmpty();
    NostrEvent large = TestEvents.note(key, now, "x".repeat(120_000));
    try (RelayClient writer = new RelayClient(webSocket())) {
      assertThat(writer.publish(large)).isEqualTo("true,\"\"");
    }
    assertThat(RelayClient.eventId(client.next(), "live")).isEqualTo(large.id().hex());
  }
}
