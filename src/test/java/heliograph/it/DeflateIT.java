package heliograph.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.NostrEvent;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** permessage-deflate (RFC 7692) on the wire, with zlib on the other side. */
class DeflateIT extends RelayIT {
  private static final String OFFER = "permessage-deflate; client_max_window_bits";
  private static final String AGREED =
      "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

  private static RawClient deflating() throws Exception {
    return new RawClient(webSocket(), OFFER);
  }

  private NostrEvent publish(Key key, long at, String content) {
    NostrEvent note = TestEvents.note(key, at, content);
    assertThat(client.publish(note)).isEqualTo("true,\"\"");
    return note;
  }

  private static String words(int length) {
    Random random = new Random(length);
    StringBuilder words = new StringBuilder();
    while (words.length() < length) {
      words.append("word").append(random.nextInt(1_000)).append(' ');
    }
    return words.substring(0, length);
  }

  @Test
  void handshake_offers_areAnsweredExactly() throws Exception {
    String[][] offersAndAnswers = {
      {OFFER, AGREED},
      {"permessage-deflate; server_max_window_bits=15", AGREED + "; server_max_window_bits=15"},
      {"x-unknown, permessage-deflate; server_max_window_bits=9, permessage-deflate", AGREED},
      {"permessage-deflate; server_max_window_bits=9", ""},
      {"permessage-deflate; mux", ""},
    };
    for (String[] each : offersAndAnswers) {
      try (RawClient raw = new RawClient(webSocket(), each[0])) {
        assertThat(raw.status()).isEqualTo(101);
        assertThat(raw.extensions().orElse("")).as(each[0]).isEqualTo(each[1]);
      }
    }
    try (RawClient raw = new RawClient(webSocket())) {
      assertThat(raw.extensions()).isEmpty();
      raw.send(0xc1, raw.deflated("[\"CLOSE\",\"x\"]".getBytes(UTF_8)));
      assertThat(raw.closeCode()).isEqualTo(1002);
    }
    try (RawClient raw = new RawClient(webSocket(), "permessage-deflate; =")) {
      assertThat(raw.status()).isEqualTo(400);
    }
  }

  @Test
  void req_messagesOf1024Bytes_comeCompressedAndShorterOnesPlain() throws Exception {
    Key key = freshKey();
    NostrEvent large = publish(key, now, words(20_000));
    NostrEvent small = publish(key, now - 1, "small");
    int rest = "[\"EVENT\",\"s\",]".length();
    int frame = small.json().length - "small".length() + rest;
    NostrEvent below = publish(key, now - 2, "x".repeat(1_023 - frame));
    NostrEvent at = publish(key, now - 3, "x".repeat(1_024 - frame));
    try (RawClient raw = deflating();
        RawClient plain = new RawClient(webSocket())) {
      for (RawClient each : new RawClient[] {raw, plain}) {
        each.send(0x81, ("[\"REQ\",\"s\",{" + authors(key) + "}]").getBytes(UTF_8));
        for (NostrEvent event : new NostrEvent[] {large, small, below, at}) {
          RawClient.Frame sent = each.next();
          assertThat(each.text(sent)).isEqualTo("[\"EVENT\",\"s\"," + TestEvents.text(event) + "]");
          int length = event.json().length + rest;
          assertThat(RawClient.isCompressed(sent)).isEqualTo(each == raw && length >= 1_024);
          if (RawClient.isCompressed(sent)) {
            assertThat(sent.payload().length).isLessThan(length / 2 + 200);
          }
        }
        assertThat(each.text()).startsWith("[\"EOSE\",\"s\"");
      }
    }
  }

  @Test
  void live_aLargeEvent_reachesEveryReceiverUnderItsOwnName() throws Exception {
    Key key = freshKey();
    RawClient[] receivers = {deflating(), deflating(), new RawClient(webSocket()), deflating()};
    try {
      for (int i = 0; i < receivers.length; i++) {
        String req = "[\"REQ\",\"%s\",{%s,\"limit\":0}]".formatted("s".repeat(1 + i), authors(key));
        receivers[i].send(0x81, req.getBytes(UTF_8));
        assertThat(receivers[i].text()).startsWith("[\"EOSE\",");
      }
      for (int round = 0; round < 3; round++) {
        NostrEvent note = publish(key, now + round, words(1_000 + 30_000 * round));
        for (int i = 0; i < receivers.length; i++) {
          String head = "[\"EVENT\",\"" + "s".repeat(1 + i) + "\",";
          assertThat(receivers[i].text()).isEqualTo(head + TestEvents.text(note) + "]");
        }
      }
    } finally {
      for (RawClient each : receivers) {
        each.close();
      }
    }
  }

  @Test
  void publish_compressedInFragments_isStored() throws Exception {
    NostrEvent note = TestEvents.note(freshKey(), now, words(100_000));
    try (RawClient raw = deflating()) {
      raw.sendDeflated("[\"EVENT\"," + TestEvents.text(note) + "]");
      assertThat(raw.text()).isEqualTo("[\"OK\",\"" + note.id().hex() + "\",true,\"\"]");
      raw.sendDeflated("[\"CLOSE\",\"x\"]");
      raw.sendDeflated("[\"REQ\",\"s\",{\"ids\":[\"" + note.id().hex() + "\"]}]");
      assertThat(raw.text()).isEqualTo("[\"EVENT\",\"s\"," + TestEvents.text(note) + "]");
    }
    String metrics =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(http("/metrics")).build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    for (String direction : new String[] {"in", "out"}) {
      assertThat(metrics)
          .containsPattern("heliograph_deflate_bytes_total.*direction=\"" + direction + "\".*plain")
          .containsPattern(
              "heliograph_deflate_bytes_total.*direction=\"" + direction + "\".*deflated");
    }
  }

  @Test
  void bomb_ofAnySize_isClosed1009AndTheRelayGoesOn() throws Exception {
    for (int i = 0; i < 30; i++) {
      try (RawClient raw = deflating()) {
        byte[] bomb = raw.deflated(new byte[10_000_000]);
        raw.send(0xc1, bomb);
        assertThat(raw.text()).startsWith("[\"NOTICE\",\"invalid: message is longer than 2097152");
        assertThat(raw.closeCode()).isEqualTo(1009);
      }
    }
    try (RawClient raw = deflating()) {
      raw.sendHead(0xc1, 10_000_000); // gigabytes, compressed: refused before a byte of it comes
      assertThat(raw.closeCode()).isEqualTo(1009);
    }
    assertThat(client.publish(TestEvents.note(freshKey(), now, "still here")))
        .isEqualTo("true,\"\"");
  }

  @Test
  void frame_compressedWrongly_isClosedWithItsCode() throws Exception {
    byte[] message = "[\"CLOSE\",\"x\"]".getBytes(UTF_8);
    assertThat(closeCode(0xc9, message)).isEqualTo(1002);
    assertThat(closeCode(0xe1, message)).isEqualTo(1002);
    assertThat(closeCode(0xc1, new byte[] {(byte) 0xff, 1, 2})).isEqualTo(1007);
    try (RawClient raw = deflating()) {
      byte[] payload = raw.deflated(message);
      raw.send(0x41, Arrays.copyOf(payload, 4));
      raw.send(0xc0, Arrays.copyOfRange(payload, 4, payload.length));
      assertThat(raw.closeCode()).isEqualTo(1002);
    }
    try (RawClient raw = deflating()) {
      raw.send(0xc1, raw.deflated(new byte[] {(byte) 0xff}));
      assertThat(raw.closeCode()).isEqualTo(1007);
    }
  }

  private static int closeCode(int first, byte[] payload) throws Exception {
    try (RawClient raw = deflating()) {
      raw.send(first, payload);
      return raw.closeCode();
    }
  }
}
