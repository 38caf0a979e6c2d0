package heliograph.api;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

/**
 * Reads request bodies of callers that may send one, within limits of bytes and time, and only a
 * few at the same time, because reading blocks a thread of the container. A wait for a byte ends by
 * the server's {@code readTimeout}, so a body holds its thread for the sum of both at most.
 * Thread-safe.
 */
@ApplicationScoped
class RequestBodies {
  /**
   * The maximum number of bodies of administrators read at the same time, and as many of everybody
   * else; further ones are refused.
   */
  static final int READ_AT_ONCE = 4;

  static final Duration TIME = Duration.ofSeconds(10);

  private static final Logger LOG = System.getLogger(RequestBodies.class.getName());
  private static final int CHUNK = 8_192;

  /** The result of reading a body. */
  sealed interface Body {
    /** The body has been read to its end. */
    final class Whole implements Body {
      private final byte[] bytes;

      private Whole(byte[] bytes) {
        this.bytes = bytes;
      }

      byte[] bytes() {
        return bytes;
      }
    }

    /** The body was refused with this answer; the rest of it is not read. */
    record Refused(int status, String reason) implements Body {}
  }

  private final Semaphore turns = new Semaphore(READ_AT_ONCE);
  private final Semaphore strangersTurns = new Semaphore(READ_AT_ONCE);
  private final Set<String> strangers = ConcurrentHashMap.newKeySet();
  private final LongSupplier nanos;

  /** Creates a reader with the system's clock. */
  RequestBodies() {
    this(System::nanoTime);
  }

  RequestBodies(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * Reads a body.
   *
   * @param declared the length that the request declares; negative if it declares none
   * @param most the maximum number of bytes of the body
   */
  Body read(InputStream in, long declared, int most) {
    if (declared > most) {
      return tooLong(most);
    }
    return inTurn(turns, in, most);
  }

  /**
   * Reads a body of a caller without a proof: one of each network at a time, with a separate limit,
   * so that administrators do not wait for strangers.
   *
   * @param network the network of the caller
   */
  Body readOpen(String network, InputStream in, long declared, int most) {
    if (declared > most) {
      return tooLong(most);
    }
    if (!strangers.add(network)) {
      return busy();
    }
    try {
      return inTurn(strangersTurns, in, most);
    } finally {
      strangers.remove(network);
    }
  }

  private static Body busy() {
    return new Body.Refused(503, "other requests are being read: try again");
  }

  private Body inTurn(Semaphore turns, InputStream in, int most) {
    if (!turns.tryAcquire()) {
      return busy();
    }
    long began = nanos.getAsLong();
    try {
      return readInTime(in, most, began);
    } catch (SocketTimeoutException e) {
      return tooSlow();
    } catch (IOException e) {
      if (isOver(began)) {
        return tooSlow(); // Payara's timeout is another exception
      }
      LOG.log(Level.DEBUG, "a body ended early fault={0}", String.valueOf(e));
      return new Body.Refused(400, "the request ended before its body did");
    } finally {
      turns.release();
    }
  }

  private boolean isOver(long began) {
    return nanos.getAsLong() - began > TIME.toNanos();
  }

  private Body readInTime(InputStream in, int most, long began) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] chunk = new byte[CHUNK];
    for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
      body.write(chunk, 0, length);
      if (body.size() > most) {
        return tooLong(most);
      }
      if (isOver(began)) {
        return tooSlow();
      }
    }
    return new Body.Whole(body.toByteArray());
  }

  private static Body tooLong(int most) {
    return new Body.Refused(413, "the request is longer than " + most + " bytes");
  }

  private static Body tooSlow() {
    return new Body.Refused(408, "the request did not come within " + TIME.toSeconds() + " s");
  }
}
