package heliograph.tls;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.EOFException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: TLS on its side, plain bytes on the server's, a virtual thread for each
 * direction. The server is connected to when the first byte for it has come. What takes longer than
 * {@link Patience} has is cut from outside.
 */
final class Tunnel implements TlsClient, Runnable {
  private static final Logger LOG = System.getLogger(Tunnel.class.getName());
  private static final int FIRST_BYTES = 64;
  private static final int PLAIN_MAX = 16_384;

  /** Whom a tunnel tells of its life. */
  interface Owner {
    /** A socket to the server's own port. */
    SocketChannel connect() throws IOException;

    /** The server will see its connection come from {@code end}. */
    void connected(Tunnel tunnel, InetSocketAddress end);

    /** The server has read the first request. */
    void asked(Tunnel tunnel);

    /** Shaking hands has failed. */
    void failed(Tunnel tunnel);

    /** It is over; called once. */
    void ended(Tunnel tunnel, @Nullable InetSocketAddress end, boolean hasAsked);
  }

  private final SocketChannel client;
  private final InetSocketAddress address;
  private final InetSocketAddress local;
  private final Buffers buffers;
  private final Owner owner;
  private final SecureChannel secure;
  private final Patience patience;
  private final Deadline request;
  private final Deadline sending;
  private final AtomicBoolean hasAsked = new AtomicBoolean();
  private final AtomicBoolean isOver = new AtomicBoolean();
  private volatile boolean isUpgraded;
  private volatile @Nullable SocketChannel server;

  @GuardedBy("this")
  private @Nullable InetSocketAddress end;

  private @Nullable Thread answers;

  /** A connection that has just been taken. */
  Tunnel(
      SocketChannel client,
      SSLEngine engine,
      Buffers buffers,
      Semaphore computing,
      Patience patience,
      LongSupplier nanoTime,
      Owner owner)
      throws IOException {
    this.client = client;
    this.buffers = buffers;
    this.owner = owner;
    address = (InetSocketAddress) client.getRemoteAddress();
    local = (InetSocketAddress) client.getLocalAddress();
    this.patience = patience;
    request = new Deadline(nanoTime);
    sending = new Deadline(nanoTime);
    secure =
        new SecureChannel(
            client,
            engine,
            buffers,
            computing,
            () -> sending.set(patience.sending()),
            sending::clear);
    request.set(patience.handshake());
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public InetSocketAddress local() {
    return local;
  }

  @Override
  public void requested() {
    if (hasAsked.compareAndSet(false, true)) {
      owner.asked(this);
    }
    request.set(patience.answer());
  }

  @Override
  public void upgraded() {
    isUpgraded = true;
    request.clear();
  }

  boolean isUpgraded() {
    return isUpgraded;
  }

  /** True if it has taken too long over something. */
  boolean isOverdue() {
    return request.isOver() || sending.isOver();
  }

  @Override
  public void run() {
    try {
      shakeHands();
      request.set(patience.request());
      secure.readAll(this::pass);
      endWithAnswers();
    } catch (IOException | RuntimeException e) { // what a client does ends its connection alone
      LOG.log(Level.DEBUG, "tls connection ended fault={0}", String.valueOf(e));
    } finally {
      secure.release();
      cut();
    }
  }

  private void shakeHands() throws IOException {
    try {
      secure.handshake();
    } catch (IOException | RuntimeException e) {
      owner.failed(this);
      throw e;
    }
  }

  /** Hands on what the client has sent; waits while the server does not take it. */
  private void pass(ByteBuffer plain) throws IOException {
    SocketChannel to = server;
    if (to == null) {
      to = connect();
    }
    while (plain.hasRemaining()) {
      to.write(plain);
    }
  }

  private SocketChannel connect() throws IOException {
    SocketChannel made = owner.connect();
    made.setOption(StandardSocketOptions.TCP_NODELAY, true);
    synchronized (this) { // or cut() would miss it
      if (isOver.get()) {
        close(made);
        throw new EOFException("it was cut");
      }
      server = made;
      end = (InetSocketAddress) made.getLocalAddress();
      owner.connected(this, end);
    }
    answers = Thread.ofVirtual().name("heliograph-tls-answers").start(() -> answer(made));
    return made;
  }

  /** The client has no more to say; the server may have. */
  private void endWithAnswers() throws IOException {
    SocketChannel to = server;
    Thread waited = answers;
    if (to != null && waited != null) {
      to.shutdownOutput();
      request.set(isUpgraded ? patience.farewell() : patience.answer());
      try {
        waited.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void answer(SocketChannel from) {
    try {
      ByteBuffer first = ByteBuffer.allocate(FIRST_BYTES);
      while (from.read(first) >= 0) {
        send(from, first.flip());
        first.clear();
      }
      request.set(patience.farewell());
      secure.sayEnd();
    } catch (IOException | RuntimeException e) { // as above
      LOG.log(Level.DEBUG, "tls connection ended fault={0}", String.valueOf(e));
      cut();
    }
  }

  /** Sends what has begun to come, and what has come since. */
  private void send(SocketChannel from, ByteBuffer first) throws IOException {
    ByteBuffer plain = buffers.borrow();
    try {
      plain.put(first);
      int more = Math.min(from.socket().getInputStream().available(), PLAIN_MAX - plain.position());
      if (more > 0) {
        plain.limit(plain.position() + more);
        from.read(plain);
      }
      secure.write(plain.flip());
    } finally {
      buffers.giveBack(plain);
    }
    if (hasAsked.get() && !isUpgraded) {
      request.set(patience.answer());
    }
  }

  /** Ends it at once, from any thread. */
  void cut() {
    SocketChannel to;
    synchronized (this) {
      if (!isOver.compareAndSet(false, true)) {
        return;
      }
      to = server;
      owner.ended(this, end, hasAsked.getAndSet(true));
    }
    close(client);
    if (to != null) {
      try {
        to.setOption(StandardSocketOptions.SO_LINGER, 0); // the port is free again at once
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "cannot set linger fault={0}", String.valueOf(e));
      }
      close(to);
    }
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "close failed fault={0}", String.valueOf(e));
    }
  }
}
