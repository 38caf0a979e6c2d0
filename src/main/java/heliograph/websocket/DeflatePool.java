package heliograph.websocket;

import heliograph.config.DeflateConfig;
import heliograph.metrics.Meters;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A pool of compressors and decompressors, which messages borrow while they are computed and never
 * while bytes are sent: at most one for each computing thread is in use, whatever the number of
 * clients. The pool keeps a few; further ones are created and ended. Those that belong to one
 * connection are created and ended here too, so that the gauge counts all. Thread-safe.
 */
public final class DeflatePool implements AutoCloseable {
  private static final int KEPT = 16;

  private final DeflateConfig config;
  private final ArrayBlockingQueue<MessageDeflater> deflaters = new ArrayBlockingQueue<>(KEPT);
  private final ArrayBlockingQueue<MessageInflater> inflaters = new ArrayBlockingQueue<>(KEPT);
  private final AtomicInteger held = new AtomicInteger();
  private final Meters.Counter plainOut;
  private final Meters.Counter deflatedOut;
  private final Meters.Counter plainIn;
  private final Meters.Counter deflatedIn;
  private volatile boolean closed;

  /** Creates an empty pool. */
  public DeflatePool(DeflateConfig config, Meters meters) {
    this.config = config;
    plainOut = bytes(meters, "out", "plain");
    deflatedOut = bytes(meters, "out", "deflated");
    plainIn = bytes(meters, "in", "plain");
    deflatedIn = bytes(meters, "in", "deflated");
    meters.gauge("heliograph_deflate_held", "Compressors and decompressors that exist", held::get);
  }

  private static Meters.Counter bytes(Meters meters, String direction, String form) {
    return meters.counter(
        "heliograph_deflate_bytes_total",
        "Bytes of compressed messages, before (plain) and after (deflated)",
        "direction",
        direction,
        "form",
        form);
  }

  DeflateConfig config() {
    return config;
  }

  /** Returns the number that exist, including those kept. */
  int held() {
    return held.get();
  }

  void sent(int plain, int deflated) {
    plainOut.add(plain);
    deflatedOut.add(deflated);
  }

  void received(int plain, int deflated) {
    plainIn.add(plain);
    deflatedIn.add(deflated);
  }

  MessageDeflater newDeflater() {
    held.incrementAndGet();
    return new MessageDeflater(config.level());
  }

  MessageInflater newInflater() {
    held.incrementAndGet();
    return new MessageInflater();
  }

  void end(MessageDeflater deflater) {
    deflater.end();
    held.decrementAndGet();
  }

  void end(MessageInflater inflater) {
    inflater.end();
    held.decrementAndGet();
  }

  MessageDeflater borrowDeflater() {
    @Nullable MessageDeflater kept = deflaters.poll();
    return kept == null ? newDeflater() : kept;
  }

  MessageInflater borrowInflater() {
    @Nullable MessageInflater kept = inflaters.poll();
    return kept == null ? newInflater() : kept;
  }

  void giveBack(MessageDeflater deflater) {
    deflater.forget();
    if (!deflaters.offer(deflater)) {
      end(deflater);
    }
    endKeptIfClosed();
  }

  void giveBack(MessageInflater inflater) {
    inflater.forget();
    if (!inflaters.offer(inflater)) {
      end(inflater);
    }
    endKeptIfClosed();
  }

  /** Ends those that are kept and, from now on, those that are returned. */
  @Override
  public void close() {
    closed = true;
    endKeptIfClosed();
  }

  private void endKeptIfClosed() {
    if (closed) {
      for (var next = deflaters.poll(); next != null; next = deflaters.poll()) {
        end(next);
      }
      for (var next = inflaters.poll(); next != null; next = inflaters.poll()) {
        end(next);
      }
    }
  }
}
