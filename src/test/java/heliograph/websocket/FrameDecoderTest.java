package heliograph.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.protocol.MessageHead;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** RFC 6455 frames: every length, every split, every violation. */
class FrameDecoderTest {
  private final List<String> read = new ArrayList<>();
  private final FrameDecoder decoder = new FrameDecoder(200_000, null, new Recorder());

  private final class Recorder implements FrameDecoder.Handler {
    @Override
    public void text(byte[] message) {
      read.add("text " + message.length + " " + new String(message, UTF_8).hashCode());
    }

    @Override
    public void binary() {
      read.add("binary");
    }

    @Override
    public void ping(byte[] payload) {
      read.add("ping " + new String(payload, UTF_8));
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

  private void decode(byte[] bytes) {
    decoder.decode(bytes, 0, bytes.length);
  }

  @Test
  void decode_anyLengthInAnySplit_isTheMessage() {
    Random random = new Random(1);
    List<String> expected = new ArrayList<>();
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    for (int length : new int[] {0, 1, 125, 126, 127, 65_535, 65_536, 199_999, 200_000}) {
      String text = "é".repeat(length / 2) + "x".repeat(length % 2);
      stream.writeBytes(Frames.masked(0x81, text.getBytes(UTF_8)));
      expected.add("text " + length + " " + text.hashCode());
    }
    byte[] bytes = stream.toByteArray();
    for (int at = 0; at < bytes.length; ) {
      int length = Math.min(bytes.length - at, 1 + random.nextInt(5_000));
      decoder.decode(bytes, at, length);
      at += length;
    }
    assertThat(read).isEqualTo(expected);
  }

  @Test
  void decode_manyFragments_areOneMessageWithControlBetween() {
    decode(Frames.masked(0x01, "a".getBytes(UTF_8)));
    for (int i = 0; i < 100_000; i++) {
      decode(Frames.masked(0x00, new byte[] {'b'}));
    }
    decode(Frames.masked(0x89, "p".getBytes(UTF_8)));
    decode(Frames.masked(0x80, new byte[0]));
    decode(Frames.masked(0x88, new byte[] {3, (byte) 0xe8}));
    assertThat(read)
        .containsExactly(
            "ping p", "text 100001 " + ("a" + "b".repeat(100_000)).hashCode(), "close 1000");
    decode(Frames.masked(0x81, "after the end".getBytes(UTF_8)));
    assertThat(read).hasSize(3);
  }

  @Test
  void decode_moreThanAllowed_isReadOverAndNamed() {
    String id = "\"" + "a".repeat(64) + "\"";
    String refused = "too long CLOSED " + id;
    byte[] message = ("[\"REQ\"," + id + "," + " ".repeat(300_000) + "{}]").getBytes(UTF_8);
    for (int cut : new int[] {0, 5, 20, 150_000, 250_000, message.length}) {
      read.clear();
      decode(Frames.masked(0x01, Arrays.copyOf(message, cut)));
      decode(Frames.masked(0x89, "p".getBytes(UTF_8)));
      byte[] rest = Frames.masked(0x80, Arrays.copyOfRange(message, cut, message.length));
      for (int at = 0; at < rest.length; at += 7_001) {
        decoder.decode(rest, at, Math.min(7_001, rest.length - at));
      }
      decode(Frames.masked(0x81, "x".getBytes(UTF_8)));
      assertThat(read).containsExactly("ping p", refused, "text 1 " + "x".hashCode());
    }
    read.clear();
    decode(Frames.masked(0x82, new byte[200_001]));
    assertThat(read).as("whatever is in it").containsExactly("binary");
  }

  @Test
  void decode_muchMoreThanAllowed_isTooBigAlsoInFragments() {
    byte[] part = new byte[100_000];
    decode(Frames.masked(0x01, part));
    for (int i = 0; i < 7; i++) {
      decode(Frames.masked(0x00, part));
    }
    assertThat(read).isEmpty();
    decode(Frames.masked(0x80, new byte[1]));
    assertThat(read).containsExactly("too big");
    read.clear();
    byte[] frame = Frames.masked(0x81, new byte[800_001]);
    new FrameDecoder(200_000, null, new Recorder()).decode(frame, 0, frame.length);
    assertThat(read).containsExactly("too big");
  }

  private String closing(int... payload) {
    byte[] bytes = new byte[payload.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) payload[i];
    }
    byte[] frame = Frames.masked(0x88, bytes);
    read.clear();
    new FrameDecoder(200_000, null, new Recorder()).decode(frame, 0, frame.length);
    return String.join(", ", read);
  }

  @Test
  void decode_closeThatMayNotBeSent_isAViolationAndNoEcho() {
    assertThat(closing()).isEqualTo("close 1005");
    assertThat(closing(3)).isEqualTo("violation 1002");
    for (int code : new int[] {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535}) {
      assertThat(closing(code >> 8, code)).as("%s", code).isEqualTo("violation 1002");
    }
    for (int code : new int[] {1000, 1003, 1007, 1014, 3000, 4999}) {
      assertThat(closing(code >> 8, code)).isEqualTo("close " + code);
    }
    assertThat(closing(3, 0xe8, 0xc3, 0xa9)).isEqualTo("close 1000");
    assertThat(closing(3, 0xe8, 0xc3)).isEqualTo("violation 1007");
  }

  @Test
  void decode_lengthThatOverflows_isTooBig() {
    decode(Frames.masked(0x01, new byte[10]));
    byte[] header = new byte[14];
    header[0] = (byte) 0x80;
    header[1] = (byte) 0xff;
    ByteBuffer.wrap(header).putLong(2, Long.MAX_VALUE);
    decode(header);
    assertThat(read).containsExactly("too big");
  }

  @Test
  void encode_gathersFramesAndWritesLargeOnesThrough() throws IOException {
    List<Integer> writes = new ArrayList<>();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    OutputStream out =
        new OutputStream() {
          @Override
          public void write(int b) {
            throw new AssertionError("single bytes are slow");
          }

          @Override
          public void write(byte[] bytes, int from, int length) {
            writes.add(length);
            all.write(bytes, from, length);
          }
        };
    FrameEncoder encoder = new FrameEncoder(1_000);
    for (int length : new int[] {10, 200, 70_000}) {
      encoder.begin(FrameEncoder.TEXT, length, out);
      encoder.add(new byte[length], out);
    }
    encoder.flush(out);
    assertThat(writes).containsExactly(12 + 204 + 10, 70_000);
    ByteBuffer frames = ByteBuffer.wrap(all.toByteArray());
    assertThat(frames.getShort(0) & 0xffff).isEqualTo(0x810a);
    assertThat(frames.getShort(12) & 0xffff).isEqualTo(0x817e);
    assertThat(frames.getShort(14)).isEqualTo((short) 200);
    assertThat(frames.getShort(216) & 0xffff).isEqualTo(0x817f);
    assertThat(frames.getLong(218)).isEqualTo(70_000);
  }

  @Test
  void unfinished_tellsWhatIsHeldOfWhichMessage() {
    byte[] first = Frames.masked(0x01, new byte[50_000]);
    decoder.decode(first, 0, 30_000);
    int message = decoder.unfinished();
    assertThat(message).isPositive();
    assertThat(decoder.heldBytes()).isBetween(29_000, 60_000);
    decoder.decode(first, 30_000, first.length - 30_000);
    assertThat(decoder.unfinished()).as("its end has not come").isEqualTo(message);
    assertThat(decoder.heldBytes()).isGreaterThanOrEqualTo(50_000);
    decode(Frames.masked(0x00, new byte[0]));
    decode(Frames.masked(0x89, new byte[3]));
    assertThat(decoder.unfinished()).isEqualTo(message);
    decode(Frames.masked(0x80, new byte[10]));
    assertThat(decoder.unfinished()).isZero();
    assertThat(decoder.heldBytes()).isZero();
    decode(new byte[] {(byte) 0x81, (byte) 0xfe, 0x10, 0, 1, 2, 3, 4, 5});
    assertThat(decoder.unfinished()).as("another").isNotIn(0, message);
  }

  @Test
  void abandon_forgetsThePartAndReadsNoMore() {
    decode(Frames.masked(0x01, new byte[50_000]));
    decoder.abandon();
    assertThat(decoder.heldBytes()).isZero();
    decode(Frames.masked(0x80, new byte[10]));
    assertThat(read).isEmpty();
  }
}
