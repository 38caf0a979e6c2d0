package heliograph.it;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.EventId;
import heliograph.event.Hex;
import heliograph.event.NostrEvent;
import heliograph.negentropy.Initiator;
import heliograph.negentropy.ItemSet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** NIP-77 over the wire: what is missing on either side, by what each may see. */
class Nip77NegentropyIT extends RelayIT {
  private record Difference(Set<EventId> have, Set<EventId> need) {}

  private static byte[] unhex(String hex) {
    return Hex.decode(hex.getBytes(StandardCharsets.US_ASCII), 0, hex.length() / 2);
  }

  private Difference reconcile(String filter, List<NostrEvent> own) {
    ItemSet.Builder items = ItemSet.builder();
    own.forEach(event -> items.add(event.createdAt(), event.id()));
    Initiator initiator = new Initiator(items.build(), 0);
    Difference found = new Difference(new TreeSet<>(), new TreeSet<>());
    client.send("[\"NEG-OPEN\",\"n\"," + filter + ",\"" + Hex.encode(initiator.start()) + "\"]");
    for (int round = 0; round < 20; round++) {
      String answer = client.next();
      String head = "[\"NEG-MSG\",\"n\",\"";
      assertThat(answer).startsWith(head);
      Optional<byte[]> next =
          initiator.next(
              unhex(answer.substring(head.length(), answer.length() - 2)),
              found.have::add,
              found.need::add);
      if (next.isEmpty()) {
        client.send("[\"NEG-CLOSE\",\"n\"]");
        return found;
      }
      client.send("[\"NEG-MSG\",\"n\",\"" + Hex.encode(next.get()) + "\"]");
    }
    throw new AssertionError("no end");
  }

  @Test
  void reconciliation_findsBothDifferences() {
    Key key = freshKey();
    List<NostrEvent> mine = new ArrayList<>();
    Set<EventId> onlyMine = new TreeSet<>();
    Set<EventId> onlyTheirs = new TreeSet<>();
    for (int i = 0; i < 300; i++) {
      NostrEvent note = TestEvents.note(key, now - i % 50, "note " + i);
      if (i % 41 == 0) {
        onlyMine.add(note.id());
      } else {
        client.publish(note);
      }
      if (i % 37 == 1) {
        onlyTheirs.add(note.id());
      } else {
        mine.add(note);
      }
    }
    Difference found = reconcile("{" + authors(key) + "}", mine);
    assertThat(found.have).isEqualTo(onlyMine);
    assertThat(found.need).isEqualTo(onlyTheirs);
  }

  @Test
  void reconciliation_seesWhatTheClientMaySee() {
    Key alice = freshKey();
    NostrEvent wrap =
        TestEvents.signed(freshKey(), 1059, now, List.of(List.of("p", alice.pubkey())), "sealed");
    client.publish(wrap);
    String open = "{\"#p\":[\"" + alice.pubkey() + "\"]}";
    assertThat(reconcile(open, List.of()).need).isEmpty();
    assertThat(client.ask("[\"NEG-OPEN\",\"n\",{\"kinds\":[1059]},\"6100000200\"]"))
        .startsWith("[\"NEG-ERR\",\"n\",\"auth-required: ");
    client.authenticate(alice);
    assertThat(reconcile(open, List.of()).need).containsExactly(wrap.id());
  }

  @Test
  void ids_areASpaceOfTheirOwnAndAreReplaced() {
    Key key = freshKey();
    client.send("[\"REQ\",\"n\",{" + authors(key) + "}]");
    assertThat(client.next()).startsWith("[\"EOSE\",\"n\"");
    assertThat(reconcile("{" + authors(key) + "}", List.of()).need).isEmpty();
    NostrEvent note = TestEvents.note(key, now, "still live");
    try (RelayClient writer = new RelayClient(webSocket())) {
      writer.publish(note);
    }
    assertThat(RelayClient.eventId(client.next(), "n")).isEqualTo(note.id().hex());
    assertThat(reconcile("{" + authors(key) + "}", List.of()).need).containsExactly(note.id());
  }

  @Test
  void faults_areNegErrByName() {
    String head = "[\"NEG-ERR\",\"n\",\"";
    assertThat(client.ask("[\"NEG-OPEN\",\"n\",{},\"xyz\"]")).startsWith(head + "invalid: ");
    assertThat(client.ask("[\"NEG-OPEN\",\"n\",{\"kinds\":1},\"61\"]"))
        .startsWith(head + "invalid: ");
    assertThat(client.ask("[\"NEG-OPEN\",\"n\",{\"foo\":1},\"61\"]"))
        .startsWith(head + "unsupported: ");
    assertThat(client.ask("[\"NEG-OPEN\",\"n\",{\"search\":\"x\"},\"61\"]"))
        .startsWith(head + "unsupported: ");
    assertThat(client.ask("[\"NEG-OPEN\",\"n\",{\"limit\":5},\"61ff\"]"))
        .startsWith(head + "invalid: ");
    assertThat(client.ask("[\"NEG-MSG\",\"n\",\"61\"]")).startsWith(head + "closed: ");
    assertThat(client.ask("[\"NEG-OPEN\",\"n\",{\"limit\":5},\"62\"]"))
        .as("another version")
        .isEqualTo("[\"NEG-MSG\",\"n\",\"61\"]");
    client.send("[\"NEG-CLOSE\",\"n\"]");
    client.send("[\"NEG-CLOSE\",\"unknown\"]");
    for (int i = 0; i < 10; i++) {
      assertThat(client.ask("[\"NEG-OPEN\",\"s" + i + "\",{\"limit\":5},\"62\"]"))
          .startsWith("[\"NEG-MSG\"");
    }
    assertThat(client.ask("[\"NEG-OPEN\",\"n\",{},\"61\"]")).startsWith(head + "blocked: ");
  }
}
