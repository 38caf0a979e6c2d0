package heliograph.websocket;

import static heliograph.websocket.Frames.deflated;
import static heliograph.websocket.Frames.masked;
import static heliograph.websocket.Frames.utf8;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import heliograph.config.DeflateConfig;
import heliograph.metrics.InMemoryMeters;
import heliograph.protocol.MessageHead;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compressed frames of a client (RFC 7692 §6, §7.2.2): what zlib makes, and what nobody should. */
class FrameInflationTest {
  private static final long SEED = Long.getLong("heliograph.fuzz.seed", 7_692);
  private static final int MAX = 200_000;
  private static final DeflateTerms ALONE = new DeflateTerms(false, false, false);
  private static final DeflateTerms KEPT = new DeflateTerms(true, true, false);

  private final InMemoryMeters meters = new InMemoryMeters();
  private final DeflatePool pool = new DeflatePool(new DeflateConfig(true, 0, 3, true), meters);
  private final List<String> read = new ArrayList<>();
  private long longest;

  @AfterEach
  void end() {
    pool.close();
    assertThat(pool.held()).isZero();
  }

  private final class Recorder implements FrameDecoder.Handler {
    @Override
    public void text(byte[] message) {
      longest = Math.max(longest, message.length);
      read.add("text " + new String(message, UTF_8));
    }

    @Override
    public void binary() {
      read.add("binary");
    }

    @Override
    public void ping(byte[] payload) {
      read.add("ping");
    }

    @Override
    public void pong() {
      read.add("pong");
    }

    @Override
    public void close(int code) {
      read.add("close " + code);
    }

    @Override
    public void tooLong(MessageHead head) {
      read.add("too long " + Frames.answer(head));
    }

    @Override
    public void tooBig(MessageHead head) {
      read.add("too big");
    }

    @Override
    public void violation(int code, String reason) {
      read.add("violation " + code);
    }
  }

  private FrameDecoder decoder(DeflateTerms terms) {
    return new FrameDecoder(MAX, new SocketDeflate(pool, terms), new Recorder());
  }

  /** What a fresh decoder makes of frames. */
  private List<String> decoded(byte[]... frames) {
    read.clear();
    FrameDecoder decoder = decoder(ALONE);
    for (byte[] frame : frames) {
      decoder.decode(frame, 0, frame.length);
    }
    return read;
  }

  /** The frames of a message, cut anywhere, with a ping between. */
  private static byte[] fragments(Random random, byte[] payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = 0;
    int first = 0x41;
    while (random.nextInt(3) > 0) {
      int length = random.nextInt(payload.length - at + 1);
      out.writeBytes(masked(first, Arrays.copyOfRange(payload, at, at + length)));
      out.writeBytes(masked(0x89, new byte[0]));
      at += length;
      first = 0x00;
    }
    out.writeBytes(masked(0x80 | first, Arrays.copyOfRange(payload, at, payload.length)));
    return out.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void decode_anySizeInAnyFragments_isTheMessage(boolean contextKept) {
    Random random = new Random(SEED);
    Deflater deflater = new Deflater(6, true);
    SocketDeflate deflate = new SocketDeflate(pool, contextKept ? KEPT : ALONE);
    FrameDecoder decoder = new FrameDecoder(MAX, deflate, new Recorder());
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      String text = Frames.text(random, random.nextInt(random.nextInt(20) == 0 ? 90_000 : 3_000));
      byte[] frames;
      if (random.nextInt(5) == 0) {
        frames = masked(0x81, utf8(text));
      } else {
        if (!contextKept) {
          deflater.reset();
        }
        frames = fragments(random, deflated(deflater, utf8(text)));
      }
      for (int at = 0; at < frames.length; ) {
        int length = Math.min(frames.length - at, 1 + random.nextInt(5_000));
        decoder.decode(frames, at, length);
        at += length;
      }
      expected.add("text " + text);
    }
    read.removeIf("ping"::equals);
    assertThat(read).as("seed %d", SEED).isEqualTo(expected);
    deflater.end();
    deflate.end();
  }

  @ParameterizedTest
  @CsvSource({
    "f248cdc9c90700, Hello",
    "000500faff48656c6c6f00, Hello",
    "f348cdc9c9070000, Hello",
    "f248050000 00ffffcac9c90700, Hello",
    "00, ''",
    "'', ''",
  })
  void decode_theExamplesOfTheRfc_areRead(String hex, String text) {
    byte[] payload = HexFormat.of().parseHex(hex.replace(" ", ""));
    assertThat(decoded(masked(0xc1, payload))).containsExactly("text " + text);
  }

  @Test
  void decode_theRfcsContextTakeover_isRead() {
    SocketDeflate deflate = new SocketDeflate(pool, KEPT);
    FrameDecoder decoder = new FrameDecoder(MAX, deflate, new Recorder());
    for (String hex : List.of("f248cdc9c90700", "f200110000")) {
      byte[] frame = masked(0xc1, HexFormat.of().parseHex(hex));
      decoder.decode(frame, 0, frame.length);
    }
    assertThat(read).containsExactly("text Hello", "text Hello");
    deflate.end();
    assertThat(decoded(masked(0xc1, HexFormat.of().parseHex("f200110000"))))
        .as("without the context it refers to")
        .containsExactly("violation 1007");
  }

  @Test
  void decode_rsv1_isForTheFirstFrameOfAMessageOnlyAndWhenAgreed() {
    byte[] hello = HexFormat.of().parseHex("f248cdc9c90700");
    byte[] ping = masked(0xc9, new byte[0]);
    byte[] first = masked(0x41, hello);
    assertThat(decoded(ping)).containsExactly("violation 1002");
    assertThat(decoded(masked(0xc8, new byte[0]))).containsExactly("violation 1002");
    assertThat(decoded(first, masked(0xc0, hello))).containsExactly("violation 1002");
    assertThat(decoded(first, ping)).containsExactly("violation 1002");
    assertThat(decoded(masked(0x01, hello), masked(0xc0, hello))).containsExactly("violation 1002");
    assertThat(decoded(masked(0xe1, hello))).containsExactly("violation 1002");
    assertThat(decoded(masked(0xa1, hello))).containsExactly("violation 1002");
    assertThat(decoded(masked(0xc2, hello), masked(0x81, utf8("x"))))
        .containsExactly("binary", "text x");
    read.clear();
    byte[] frame = masked(0xc1, hello);
    new FrameDecoder(MAX, null, new Recorder()).decode(frame, 0, frame.length);
    assertThat(read).containsExactly("violation 1002");
  }

  @Test
  void decode_limit_holdsAfterInflationToTheByte() {
    assertThat(decoded(masked(0xc1, deflated(utf8("x".repeat(MAX))))))
        .containsExactly("text " + "x".repeat(MAX));
    assertThat(decoded(masked(0xc1, deflated(utf8("x".repeat(MAX + 1))))))
        .containsExactly("too long NOTICE");
    assertThat(decoded(masked(0xc2, deflated(new byte[MAX + 1])))).containsExactly("binary");
    assertThat(decoded(masked(0xc1, deflated(utf8("x".repeat(4 * MAX))))))
        .containsExactly("too long NOTICE");
    assertThat(decoded(masked(0xc1, deflated(utf8("x".repeat(4 * MAX + 1))))))
        .containsExactly("too big");
    byte[] noise = new byte[MAX];
    new Random(SEED).nextBytes(noise);
    for (int i = 0; i < noise.length; i++) {
      noise[i] &= 0x7f;
    }
    Deflater stored = new Deflater(Deflater.NO_COMPRESSION, true);
    assertThat(decoded(masked(0xc1, deflated(stored, noise)))).hasSize(1).doesNotContain("too big");
    stored.end();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void decode_tooLongAfterInflation_isReadOverAndNamed(boolean contextKept) {
    Deflater deflater = new Deflater(6, true);
    SocketDeflate deflate = new SocketDeflate(pool, contextKept ? KEPT : ALONE);
    FrameDecoder decoder = new FrameDecoder(MAX, deflate, new Recorder());
    String id = "f".repeat(64);
    String tags = ("[\"p\",\"" + id + "\"],").repeat(7_000);
    String event = "[\"EVENT\",{\"tags\":[" + tags + "[]],\"id\":\"" + id + "\"}]";
    assertThat(event.length()).isBetween(2 * MAX, 4 * MAX);
    for (String message : List.of("before", event, "after")) {
      if (!contextKept) {
        deflater.reset();
      }
      byte[] frame = masked(0xc1, deflated(deflater, utf8(message)));
      decoder.decode(frame, 0, frame.length);
    }
    assertThat(read).containsExactly("text before", "too long OK \"" + id + "\"", "text after");
    deflater.end();
    deflate.end();
  }

  @Test
  void decode_bomb_costsNoMoreThanTheLimit() {
    byte[] bomb = masked(0xc1, Frames.bomb(20_000_000));
    var thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = thread.getCurrentThreadAllocatedBytes();
    long began = thread.getCurrentThreadCpuTime();
    for (int i = 0; i < 200; i++) {
      assertThat(decoded(bomb)).containsExactly("too big");
    }
    long bytes = thread.getCurrentThreadAllocatedBytes() - allocated;
    Duration processor = Duration.ofNanos(thread.getCurrentThreadCpuTime() - began);
    assertThat(bytes / 200).isLessThan(6L * MAX);
    assertThat(processor).isLessThan(Duration.ofSeconds(8)); // whole, they are 4 GB
    assertThat(pool.held()).isEqualTo(1);
  }

  @Test
  void decode_streamsWithoutEnd_areRefused() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < 100_000; i++) {
      out.writeBytes(new byte[] {3, 0}); // an empty block that ends its stream
    }
    assertThat(decoded(masked(0xc1, out.toByteArray()))).containsExactly("violation 1007");
    assertThat(decoded(masked(0xc1, new byte[] {3, 0, 3, 0, 0}))).containsExactly("text ");
  }

  @Test
  void decode_compressedBytes_areBoundedBeforeTheyAreInflated() {
    int most = SocketDeflate.compressedMax(MAX);
    assertThat(decoded(masked(0x41, new byte[most]), masked(0x00, new byte[1])))
        .containsExactly("too big");
    assertThat(decoded(masked(0x41, new byte[most + 1]))).containsExactly("too big");
    assertThat(decoded(masked(0x01, new byte[4 * MAX + 1]))).containsExactly("too big");
  }

  @Test
  void decode_brokenData_isAViolation1007() {
    assertThat(decoded(masked(0xc1, new byte[] {(byte) 0xff, 1, 2, 3})))
        .containsExactly("violation 1007");
    assertThat(decoded(masked(0xc1, utf8("[\"REQ\",\"s\",{}]")))).containsExactly("violation 1007");
    assertThat(decoded(masked(0xc1, deflated(new byte[] {(byte) 0xc3}))))
        .as("valid data, but no UTF-8")
        .containsExactly("violation 1007");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void decode_mutatedFrames_neverThrowsNorGrows(boolean contextKept) {
    Random random = new Random(SEED);
    int frames = Integer.getInteger("heliograph.fuzz.frames", 20_000);
    SocketDeflate deflate = new SocketDeflate(pool, contextKept ? KEPT : ALONE);
    FrameDecoder decoder = new FrameDecoder(MAX, deflate, new Recorder());
    for (int i = 0; i < frames; i++) {
      byte[] payload = deflated(utf8(Frames.text(random, random.nextInt(400))));
      for (int j = random.nextInt(4); j > 0; j--) {
        payload[random.nextInt(payload.length)] = (byte) random.nextInt(256);
      }
      if (random.nextInt(8) == 0) {
        payload = Arrays.copyOf(payload, random.nextInt(2 * payload.length));
      }
      if (random.nextInt(200) == 0) {
        payload = Frames.bomb(1_000_000);
      }
      byte[] bytes =
          random.nextInt(10) == 0
              ? masked(random.nextInt(256), payload)
              : fragments(random, payload);
      decoder.decode(bytes, 0, bytes.length);
      if (read.stream()
          .anyMatch(what ->
              !what.startsWith("text ") && !what.startsWith("too long ") && !what.equals("ping"))) {
        deflate.end();
        deflate = new SocketDeflate(pool, contextKept ? KEPT : ALONE);
        decoder = new FrameDecoder(MAX, deflate, new Recorder());
      }
      read.clear();
    }
    assertThat(longest).as("seed %d", SEED).isLessThanOrEqualTo(MAX);
    deflate.end();
    assertThat(decoded(masked(0xc1, deflated(utf8("still here")))))
        .containsExactly("text still here");
  }
}
