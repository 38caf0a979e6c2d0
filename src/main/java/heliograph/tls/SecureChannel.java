package heliograph.tls;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of TLS on one socket, with blocking calls. One thread does the handshake and
 * reads, another may write. An idle channel holds no pooled buffer.
 */
final class SecureChannel {
  /** The most bytes in a row that carry no data: handshake messages and key updates. */
  private static final int SILENT_MAX = 1 << 16;

  private static final int FIRST_BYTES = 64;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** Consumes decrypted bytes, all of them before it returns. */
  @FunctionalInterface
  interface Sink {
    void take(ByteBuffer plain) throws IOException;
  }

  private final SocketChannel net;
  private final SSLEngine engine;
  private final Buffers buffers;
  private final Semaphore computing;
  private final Runnable beforeSending;
  private final Runnable afterSending;

  /** A read on an idle channel starts with this small buffer, so that it holds no large one. */
  private final ByteBuffer first = ByteBuffer.allocate(FIRST_BYTES);

  /** Received bytes that are not decrypted yet, if any; confined to the reading thread. */
  private @Nullable ByteBuffer pending;

  /** Bytes without data since the last data; confined to the reading thread. */
  private int silent;

  /** Held while a record is encrypted and sent, because records must be sent in that order. */
  private final ReentrantLock writing = new ReentrantLock();

  /**
   * Creates a channel before its handshake.
   *
   * @param computing a permit for each handshake that may use the processor at the same time
   * @param beforeSending run before a record is sent, which may block
   * @param afterSending run after it
   */
  SecureChannel(
      SocketChannel net,
      SSLEngine engine,
      Buffers buffers,
      Semaphore computing,
      Runnable beforeSending,
      Runnable afterSending) {
    this.net = net;
    this.engine = engine;
    this.buffers = buffers;
    this.computing = computing;
    this.beforeSending = beforeSending;
    this.afterSending = afterSending;
  }

  /** Does the handshake. If it fails, the client is sent the alert that TLS prescribes. */
  void handshake() throws IOException {
    ByteBuffer nothingYet = buffers.borrow();
    try {
      engine.beginHandshake();
      while (handshakeStep(nothingYet)) {}
    } catch (SSLException e) {
      sendAlert();
      throw e;
    } finally {
      buffers.giveBack(nothingYet);
    }
  }

  /** Does one step of the handshake; returns false once it is complete. */
  private boolean handshakeStep(ByteBuffer nothingYet) throws IOException {
    return switch (engine.getHandshakeStatus()) {
      case FINISHED, NOT_HANDSHAKING -> false;
      case NEED_TASK -> {
        compute();
        yield true;
      }
      case NEED_WRAP -> {
        endIfClosed(send(NOTHING));
        yield true;
      }
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
        Status status = pending == null ? Status.BUFFER_UNDERFLOW : unwrap(nothingYet).getStatus();
        endIfClosed(status);
        if (status == Status.BUFFER_UNDERFLOW) {
          read();
        }
        yield true;
      }
    };
  }

  private static void endIfClosed(Status status) throws EOFException {
    if (status == Status.CLOSED) {
      throw new EOFException("the client has closed TLS");
    }
  }

  private void compute() {
    computing.acquireUninterruptibly();
    try {
      for (Runnable task = engine.getDelegatedTask();
          task != null;
          task = engine.getDelegatedTask()) {
        task.run();
      }
    } finally {
      computing.release();
    }
  }

  private void sendAlert() {
    try {
      send(NOTHING);
    } catch (IOException e) {
      silent = 0; // the alert is best effort; the caller gets the fault itself
    }
  }

  /** Reads until the client closes TLS or the connection. */
  void readAll(Sink sink) throws IOException {
    boolean isStarved = pending == null;
    while (true) {
      if (isStarved) {
        try {
          read();
        } catch (EOFException e) {
          return;
        }
      }
      ByteBuffer plain = buffers.borrow();
      try {
        isStarved = false;
        while (pending != null && !isStarved) {
          Status status = decrypt(plain, sink);
          if (status == Status.CLOSED) {
            return;
          }
          isStarved = status == Status.BUFFER_UNDERFLOW;
        }
        isStarved = true;
      } finally {
        buffers.giveBack(plain);
      }
    }
  }

  private Status decrypt(ByteBuffer plain, Sink sink) throws IOException {
    plain.clear();
    SSLEngineResult result = unwrap(plain);
    if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
      throw new SSLException("renegotiation is refused");
    }
    if (result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      flush();
    }
    plain.flip();
    if (plain.hasRemaining()) {
      silent = 0;
      sink.take(plain);
    }
    return result.getStatus();
  }

  private SSLEngineResult unwrap(ByteBuffer plain) throws IOException {
    ByteBuffer in = Objects.requireNonNull(pending);
    SSLEngineResult result = engine.unwrap(in, plain);
    if (!in.hasRemaining()) {
      release();
    }
    if (result.getStatus() == Status.BUFFER_OVERFLOW) {
      throw new SSLException("a record is too long");
    }
    return result;
  }

  /** Waits for bytes from the client. */
  private void read() throws IOException {
    ByteBuffer in = pending;
    if (in == null) {
      first.clear();
      count(net.read(first));
      in = buffers.borrow();
      in.put(first.flip()).flip();
      pending = in;
      return;
    }
    in.compact();
    try {
      if (!in.hasRemaining()) {
        throw new SSLException("a record is too long");
      }
      count(net.read(in));
    } finally {
      in.flip();
    }
  }

  private void count(int length) throws IOException {
    if (length < 0) {
      throw new EOFException("the client has gone");
    }
    silent += length;
    if (silent > SILENT_MAX) {
      throw new SSLException("too much without data");
    }
  }

  /** Sends the records that TLS demands in answer to a key update or a close. */
  private void flush() throws IOException {
    writing.lock();
    try {
      while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
          && send(NOTHING) != Status.CLOSED) {}
    } finally {
      writing.unlock();
    }
  }

  /** Sends all of {@code plain}. */
  void write(ByteBuffer plain) throws IOException {
    while (plain.hasRemaining()) {
      endIfClosed(send(plain));
    }
  }

  /** Sends the close alert and ends this direction of the connection. */
  void closeOutput() throws IOException {
    engine.closeOutbound();
    flush();
    net.shutdownOutput();
  }

  /** Encrypts one record and sends it. */
  private Status send(ByteBuffer plain) throws IOException {
    writing.lock();
    ByteBuffer out = buffers.borrow();
    try {
      SSLEngineResult result = engine.wrap(plain, out);
      if (result.getStatus() == Status.BUFFER_OVERFLOW) {
        throw new SSLException("a record would be too long");
      }
      out.flip();
      beforeSending.run();
      while (out.hasRemaining()) {
        net.write(out);
      }
      return result.getStatus();
    } finally {
      afterSending.run();
      buffers.giveBack(out);
      writing.unlock();
    }
  }

  /** Returns the pooled buffer, once no thread reads any more. */
  void release() {
    ByteBuffer in = pending;
    pending = null;
    if (in != null) {
      buffers.giveBack(in);
    }
  }
}
