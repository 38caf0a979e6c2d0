package heliograph.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameEncoderTest {
  private final ByteArrayOutputStream socket = new ByteArrayOutputStream();
  private final BufferedOutputStream out = new BufferedOutputStream(socket, 1 << 20);
  private final FrameEncoder frames = new FrameEncoder(1_000);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 989, 990, 1_000, 1_001, 65_535, 65_536, 200_000})
  void flush_afterAnyLength_leavesNothingBehind(int length) throws Exception {
    frames.begin(FrameEncoder.TEXT, length, out);
    frames.add(new byte[length], out);
    frames.flush(out);
    int head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
    assertThat(socket.size()).isEqualTo(head + length);
  }

  @Test
  void frames_gatherUntilTheFlush() throws Exception {
    for (int i = 0; i < 3; i++) {
      frames.begin(FrameEncoder.TEXT, 2, out);
      frames.add(new byte[] {'h', 'i'}, out);
    }
    assertThat(socket.size()).isZero();
    frames.flush(out);
    assertThat(socket.toByteArray()).isEqualTo(hi(3));
  }

  private static byte[] hi(int times) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < times; i++) {
      all.writeBytes(new byte[] {(byte) 0x81, 2, 'h', 'i'});
    }
    return all.toByteArray();
  }
}
