package heliograph.it;

import static heliograph.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.NostrEvent;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** permessage-deflate as an operator can set it. */
class DeflateSettingsIT {
  private static final Pattern HELD = Pattern.compile("(?m)^heliograph_deflate_held\\S* (\\S+)$");
  private static final int CLIENTS = 50;

  @TempDir private Path folder;

  private static double held(OperatedRelay relay) {
    try {
      Matcher held = HELD.matcher(relay.get("/metrics"));
      return held.find() ? Double.parseDouble(held.group(1)) : 0;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void contextTakeover_messagesReferToEarlierOnes_andEndWithTheirConnection() throws Exception {
    try (OperatedRelay relay =
            new OperatedRelay(folder, "heliograph.websocket.deflate-context-takeover=true");
        RelayClient publisher = relay.client()) {
      Key key = Key.of(1);
      String req = "[\"REQ\",\"s\",{\"authors\":[\"" + key.pubkey() + "\"]}]";
      for (int i = 0; i < 3; i++) {
        publisher.publish(TestEvents.note(key, 1_700_000_000 + i, "the same words ".repeat(300)));
      }
      RawClient[] clients = new RawClient[CLIENTS];
      for (int i = 0; i < CLIENTS; i++) {
        clients[i] = new RawClient(relay.http("/"), "permessage-deflate");
        assertThat(clients[i].extensions()).contains("permessage-deflate");
      }
      assertThat(held(relay)).as("idle connections hold none").isZero();
      for (RawClient each : clients) {
        each.send(0xc1, each.deflated(req.getBytes(UTF_8)));
        RawClient.Frame first = each.next();
        RawClient.Frame second = each.next();
        assertThat(each.text(first)).contains("the same words");
        assertThat(each.text(second)).contains("the same words");
        assertThat(second.payload().length).isLessThan(first.payload().length - 50);
      }
      assertThat(held(relay)).isEqualTo(2 * CLIENTS);
      for (int i = 0; i < CLIENTS; i++) {
        if (i % 2 == 0) {
          clients[i].send(0x88, new byte[0]);
        } else if (i % 3 == 0) {
          clients[i].send(0xc9, new byte[0]);
        }
        clients[i].close();
      }
      eventually("held(relay) to be 0", () -> held(relay), found -> found == 0);
    }
  }

  @Test
  void deflate_off_isNotAgreedOn() throws Exception {
    try (OperatedRelay relay = new OperatedRelay(folder, "heliograph.websocket.deflate=false");
        RelayClient publisher = relay.client();
        RawClient raw = new RawClient(relay.http("/"), "permessage-deflate")) {
      assertThat(raw.extensions()).isEmpty();
      NostrEvent note = TestEvents.note(Key.of(1), 1_700_000_000, "x".repeat(5_000));
      publisher.publish(note);
      raw.send(0x81, "[\"REQ\",\"s\",{}]".getBytes(UTF_8));
      assertThat(raw.next().payload().length).isGreaterThan(5_000);
    }
  }
}
