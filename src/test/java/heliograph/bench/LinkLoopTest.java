package heliograph.bench;

import static heliograph.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.TinyRelay;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class LinkLoopTest {
  private final List<String> heard = new ArrayList<>();

  private final LinkListener listener =
      new LinkListener() {
        @Override
        public void opened(Link link) {
          heard.add("opened");
        }

        @Override
        public void message(Link link, byte[] bytes, int from, int to) {
          heard.add(new String(bytes, from, to - from, UTF_8));
        }

        @Override
        public void closed(Link link, String reason) {
          heard.add("closed " + reason);
        }
      };

  private static void until(LinkLoop loop, BooleanSupplier condition) {
    eventually(
        "it happens",
        () -> {
          loop.turn(10_000_000);
          return condition.getAsBoolean();
        });
  }

  @Test
  void messages_ofAllLengths_goThereAndBack() throws IOException {
    try (TinyRelay relay = new TinyRelay(message -> List.of(TinyRelay.text(message)));
        LinkLoop loop = new LinkLoop(relay.address())) {
      Link link = loop.open(listener);
      until(loop, link::isOpen);
      List<String> messages = new ArrayList<>();
      for (int length : new int[] {0, 1, 125, 126, 127, 65_535, 65_536, 3_000_000, 5}) {
        messages.add("é" + "x".repeat(length));
      }
      link.send(messages.toArray(String[]::new));
      until(loop, () -> heard.size() > messages.size());
      assertThat(heard.subList(1, heard.size())).isEqualTo(messages);
      assertThat(loop.openLinks()).isEqualTo(1);
    }
    assertThat(heard).hasSize(10);
  }

  @Test
  void bytes_oneByOneAndInFragments_areTheSameMessages() throws IOException {
    byte[] whole = TinyRelay.text("whole");
    List<byte[]> drops = new ArrayList<>();
    for (byte b : whole) {
      drops.add(new byte[] {b});
    }
    drops.add(TinyRelay.frame(0x01, "frag".getBytes(UTF_8)));
    drops.add(TinyRelay.frame(0x89, "ping".getBytes(UTF_8)));
    drops.add(TinyRelay.frame(0x00, "men".getBytes(UTF_8)));
    drops.add(TinyRelay.frame(0x80, "ts".getBytes(UTF_8)));
    try (TinyRelay relay = new TinyRelay(message -> drops);
        LinkLoop loop = new LinkLoop(relay.address())) {
      Link link = loop.open(listener);
      until(loop, link::isOpen);
      link.send("go");
      until(loop, () -> heard.size() == 3 && relay.received().size() == 2);
      assertThat(heard).containsExactly("opened", "whole", "fragments");
      assertThat(relay.received()).containsExactly("go", "10:ping");
    }
  }

  @Test
  void ends_areToldOnlyWhenTheRelayMakesThem() throws IOException {
    byte[] goodbye = TinyRelay.frame(0x88, new byte[] {0x03, (byte) 0xf0, 's', 'l', 'o', 'w'});
    try (TinyRelay relay = new TinyRelay(message -> List.of(goodbye));
        LinkLoop loop = new LinkLoop(relay.address())) {
      Link first = loop.open(listener);
      Link second = loop.open(listener);
      Link third = loop.open(listener);
      until(loop, () -> loop.openLinks() == 3);
      first.send("end it");
      until(loop, () -> heard.contains("closed 1008 slow"));
      second.close();
      third.abort();
      until(loop, () -> relay.received().contains("gone"));
      assertThat(heard).filteredOn(line -> line.startsWith("closed")).hasSize(1);
      assertThat(first.isOpen() || second.isOpen() || third.isOpen()).isFalse();
    }
  }

  @Test
  void open_whereNobodyListens_isToldAsClosed() throws IOException {
    URI nobody = URI.create("ws://127.0.0.1:" + RelayProcess.freePort() + "/");
    try (LinkLoop loop = new LinkLoop(nobody)) {
      loop.open(listener);
      until(loop, () -> !heard.isEmpty());
      assertThat(heard).singleElement().asString().startsWith("closed ");
    }
  }

  @Test
  void address_withTls_isRefused() {
    assertThatThrownBy(() -> new LinkLoop(URI.create("wss://relay.example.com/")))
        .hasMessageContaining("ws://");
  }

  @Test
  void frames_maskedOrReserved_areNoFramesOfAServer() {
    FrameReader.Sink sink =
        new FrameReader.Sink() {
          @Override
          public void text(byte[] bytes, int from, int to) {}

          @Override
          public void ping(byte[] payload) {}

          @Override
          public void close(int code, String reason) {}
        };
    for (byte[] bad :
        new byte[][] {{(byte) 0x81, (byte) 0x80}, {(byte) 0xc1, 0}, {(byte) 0x82, 0}}) {
      assertThatThrownBy(() -> new FrameReader().read(bad, 0, bad.length, sink))
          .as(Arrays.toString(bad))
          .isInstanceOf(IllegalStateException.class);
    }
  }
}
