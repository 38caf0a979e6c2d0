package heliograph.tls;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * A pool of direct buffers of one size. The pool never shrinks: a connection borrows four buffers
 * at most, and none while it is idle, so the limit of connections bounds the pool. Thread-safe.
 */
final class Buffers {
  /** The longest record of TLS 1.2 or 1.3 with its header, padding and tag (RFC 8446, 5.2). */
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
