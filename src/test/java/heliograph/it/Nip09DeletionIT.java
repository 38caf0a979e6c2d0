package heliograph.it;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.NostrEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** NIP-09 over the wire; every rule of it is in Nip01StoreTest. */
class Nip09DeletionIT extends RelayIT {
  @Test
  void deletion_removesOwnEventAndBarsIt() {
    Key key = freshKey();
    NostrEvent note = TestEvents.note(key, now, "x");
    client.publish(note);
    NostrEvent deletion =
        TestEvents.signed(key, 5, now, List.of(List.of("e", note.id().hex())), "");
    assertThat(client.publish(deletion)).isEqualTo("true,\"\"");
    assertThat(client.req("s", "{" + authors(key) + "}")).containsExactly(deletion.id().hex());
    assertThat(client.publish(note)).startsWith("false,\"blocked: ");
  }

  @Test
  void deletion_ofAForeignEvent_hasNoEffectOnIt() {
    NostrEvent note = TestEvents.note(freshKey(), now, "x");
    client.publish(note);
    client.publish(
        TestEvents.signed(freshKey(), 5, now, List.of(List.of("e", note.id().hex())), ""));
    assertThat(client.req("s", "{\"ids\":[\"" + note.id() + "\"]}")).hasSize(1);
  }
}
