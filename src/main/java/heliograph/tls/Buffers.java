package heliograph.tls;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Lends buffers of one size outside of the heap. What was made stays: a connection holds four at
 * most, and none while nothing is under way on it, so the number of connections bounds them.
 * Thread-safe.
 */
final class Buffers {
  /** A record of TLS 1.2 or 1.3 with all that may surround it. */
  private static final int BYTES = 18_432;

  private final ConcurrentLinkedDeque<ByteBuffer> free = new ConcurrentLinkedDeque<>();

  ByteBuffer borrow() {
    ByteBuffer kept = free.pollFirst();
    return kept == null ? ByteBuffer.allocateDirect(BYTES) : kept.clear();
  }

  void giveBack(ByteBuffer buffer) {
    free.addFirst(buffer);
  }
}
