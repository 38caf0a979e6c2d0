package heliograph.websocket;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A pool of buffers, which connections borrow while they read or send, so that idle ones hold none.
 * Keeps a bounded number; further buffers are created and dropped. Thread-safe.
 */
@ApplicationScoped
public class SocketBuffers {
  private static final int READ_BYTES = 16_384;
  private static final int SEND_BYTES = 65_536;
  private static final int KEPT = 64;

  private final ArrayBlockingQueue<byte[]> readers = new ArrayBlockingQueue<>(KEPT);
  private final ArrayBlockingQueue<FrameEncoder> encoders = new ArrayBlockingQueue<>(KEPT);

  byte[] borrowReadBuffer() {
    byte @Nullable [] kept = readers.poll();
    return kept == null ? new byte[READ_BYTES] : kept;
  }

  void giveBack(byte[] readBuffer) {
    readers.offer(readBuffer); // dropped if the pool is full
  }

  FrameEncoder borrowEncoder() {
    FrameEncoder kept = encoders.poll();
    return kept == null ? new FrameEncoder(SEND_BYTES) : kept;
  }

  void giveBack(FrameEncoder encoder) {
    encoder.reset();
    encoders.offer(encoder);
  }
}
