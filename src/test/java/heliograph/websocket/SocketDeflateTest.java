package heliograph.websocket;

import static heliograph.websocket.Frames.utf8;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.config.DeflateConfig;
import heliograph.metrics.InMemoryMeters;
import heliograph.protocol.EventJson;
import heliograph.protocol.SubscriptionId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the relay sends compressed is what zlib reads, and nothing outside of the heap stays. */
class SocketDeflateTest {
  private static final long SEED = Long.getLong("heliograph.fuzz.seed", 7_692);
  private static final DeflateTerms ALONE = new DeflateTerms(false, false, false);
  private static final DeflateTerms KEPT = new DeflateTerms(true, true, false);

  private final InMemoryMeters meters = new InMemoryMeters();
  private final DeflatePool pool = new DeflatePool(new DeflateConfig(true, 1_024, 3, true), meters);
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final FrameEncoder frames = new FrameEncoder(2_000);
  private final Inflater inflater = new Inflater(true);

  @AfterEach
  void end() {
    inflater.end();
    pool.close();
    assertThat(pool.held()).isZero();
  }

  private static byte[] head(String id) {
    return new SubscriptionId(id).eventHead();
  }

  private Frames.Frame sent() throws IOException {
    frames.flush(out);
    List<Frames.Frame> sent = Frames.unmasked(out.toByteArray());
    out.reset();
    assertThat(sent).hasSize(1);
    return sent.getFirst();
  }

  private String received(boolean contextKept) throws Exception {
    Frames.Frame frame = sent();
    assertThat(frame.first()).isEqualTo(0xc1);
    if (!contextKept) {
      inflater.reset();
    }
    return new String(Frames.inflated(inflater, frame.payload()), UTF_8);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void send_anyMessage_isWhatTheClientInflates(boolean contextKept) throws Exception {
    Random random = new Random(SEED);
    SocketDeflate deflate = new SocketDeflate(pool, contextKept ? KEPT : ALONE);
    for (int i = 0; i < 300; i++) {
      String text = Frames.text(random, random.nextInt(random.nextInt(20) == 0 ? 300_000 : 8_000));
      boolean event = random.nextInt(3) > 0;
      byte[] head = head("s\n".repeat(1 + random.nextInt(30)));
      String expected = event ? new String(head, UTF_8) + text + "]" : text;
      boolean compressed =
          event
              ? deflate.sendEvent(head, new EventJson(utf8(text)), frames, out)
              : deflate.sendText(utf8(text), frames, out);
      assertThat(compressed)
          .as("seed %d, message %d", SEED, i)
          .isEqualTo(utf8(expected).length >= 1_024);
      if (compressed) {
        assertThat(received(contextKept)).as("seed %d, message %d", SEED, i).isEqualTo(expected);
      }
    }
    deflate.end();
  }

  @ParameterizedTest
  @CsvSource({"1023,false", "1024,true"})
  void send_shorterThanTheMinimum_isPlain(int length, boolean compressed) throws Exception {
    SocketDeflate deflate = new SocketDeflate(pool, ALONE);
    byte[] head = head("s");
    EventJson json = new EventJson(utf8("x".repeat(length - head.length - 1)));
    assertThat(deflate.sendEvent(head, json, frames, out)).isEqualTo(compressed);
    assertThat(deflate.sendText(new byte[length], frames, out)).isEqualTo(compressed);
    assertThat(meters.counters())
        .containsEntry(
            "heliograph_deflate_bytes_totaldirection,out,form,plain", compressed ? 2_048L : 0L);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void send_whatWouldNotBeShorter_isPlainAndTheNextIsReadWithoutIt(boolean contextKept)
      throws Exception {
    SocketDeflate deflate = new SocketDeflate(pool, contextKept ? KEPT : ALONE);
    Random random = new Random(SEED);
    String text = Frames.text(random, 5_000);
    assertThat(deflate.sendText(utf8(text), frames, out)).isTrue();
    assertThat(received(contextKept)).isEqualTo(text);
    byte[] noise = new byte[100_000];
    random.nextBytes(noise);
    assertThat(deflate.sendText(noise, frames, out)).isFalse();
    assertThat(deflate.sendEvent(head("s"), new EventJson(noise), frames, out)).isFalse();
    assertThat(out.size()).isZero();
    assertThat(deflate.sendText(utf8(text), frames, out)).isTrue();
    assertThat(received(contextKept)).isEqualTo(text);
    deflate.end();
  }

  @Test
  void sendEvent_toManyReceivers_compressesTheEventOnce() throws Exception {
    EventJson json = new EventJson(utf8(Frames.text(new Random(SEED), 9_000)));
    List<byte[]> bodies = new ArrayList<>();
    for (String id : List.of("a", "another", "\u0000")) {
      assertThat(new SocketDeflate(pool, ALONE).sendEvent(head(id), json, frames, out)).isTrue();
      bodies.add(json.compressed(bytes -> new byte[0]));
      inflater.reset();
      assertThat(Frames.inflated(inflater, sent().payload()))
          .isEqualTo(utf8(new String(head(id), UTF_8) + new String(json.bytes(), UTF_8) + "]"));
    }
    assertThat(bodies.get(1)).isSameAs(bodies.get(0)).isSameAs(bodies.get(2)).isNotEmpty();
  }

  @Test
  void context_thatIsKept_makesTheSameAgainShort() throws Exception {
    SocketDeflate deflate = new SocketDeflate(pool, KEPT);
    byte[] text = utf8(Frames.text(new Random(SEED), 3_000));
    deflate.sendText(text, frames, out);
    int first = sent().payload().length;
    deflate.sendText(text, frames, out);
    assertThat(sent().payload().length).isLessThan(first / 8);
    deflate.end();
  }

  @Test
  void end_ofAConnection_freesWhatWasItsOwnAndOnlyOnce() throws Exception {
    SocketDeflate idle = new SocketDeflate(pool, KEPT);
    SocketDeflate used = new SocketDeflate(pool, KEPT);
    byte[] text = utf8("x".repeat(2_000));
    used.sendText(text, frames, out);
    used.inflate(Frames.deflated(text), 10_000, 40_000);
    assertThat(pool.held()).isEqualTo(2);
    idle.end();
    used.end();
    used.end();
    assertThat(pool.held()).isZero();
    assertThatThrownBy(() -> used.sendText(text, frames, out)).isInstanceOf(IOException.class);
    assertThat(used.inflate(Frames.deflated(text), 10_000, 40_000))
        .isInstanceOf(Inflated.Broken.class);
    assertThat(pool.held()).isZero();
  }

  @Test
  void pool_underManyThreads_holdsNoMoreThanItKeeps() throws Exception {
    byte[] text = utf8(Frames.text(new Random(SEED), 3_000));
    int threads = 60;
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        done.add(
            executor.submit(() -> {
              start.await();
              SocketDeflate deflate = new SocketDeflate(pool, ALONE);
              FrameEncoder own = new FrameEncoder(10_000);
              for (int j = 0; j < 20; j++) {
                deflate.sendText(text, own, new ByteArrayOutputStream());
                own.reset();
                deflate.inflate(Frames.deflated(text), 10_000, 40_000);
              }
              return deflate;
            }));
      }
      start.countDown();
      for (Future<?> each : done) {
        each.get(3, TimeUnit.MINUTES);
      }
    }
    assertThat(pool.held()).isBetween(2, 32);
  }
}
