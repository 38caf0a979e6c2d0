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
 * One client's connection: TLS towards the client, plain bytes towards the server, and a virtual
 * thread for each direction. The connection to the server is opened when the first byte for it has
 * come. The listener cuts a tunnel that exceeds a limit of {@link TlsTimeouts}.
 */
final class Tunnel implements TlsClient, Runnable {
  private static final Logger LOG = System.getLogger(Tunnel.class.getName());
  private static final int FIRST_BYTES = 64;
  private static final int PLAIN_MAX = 16_384;

  /** Receives the events of a tunnel. */
  interface Owner {
    /** Opens a connection to the server's port. */
    SocketChannel connect() throws IOException;

    /** The server sees the connection of this tunnel come from {@code end}. */
    void connected(Tunnel tunnel, InetSocketAddress end);

    /** The server has read the first request of this tunnel. */
    void asked(Tunnel tunnel);

    /** The handshake has failed. */
    void failed(Tunnel tunnel);

    /** The tunnel has ended; called once. */
    void ended(Tunnel tunnel, @Nullable InetSocketAddress end, boolean hasAsked);
  }

  private final SocketChannel client;
  private final InetSocketAddress address;
  private final InetSocketAddress local;
  private final Buffers buffers;
  private final Owner owner;
  private final SecureChannel secure;
  private final TlsTimeouts timeouts;
  private final Deadline request;
  private final Deadline sending;
  private final AtomicBoolean hasAsked = new AtomicBoolean();
  private final AtomicBoolean isOver = new AtomicBoolean();
  private volatile boolean isUpgraded;
  private volatile @Nullable SocketChannel server;

  @GuardedBy("this")
  private @Nullable InetSocketAddress end;

  /** Sends the answers; confined to the thread that runs the tunnel. */
  private @Nullable Thread answers;

  /** Creates a tunnel for an accepted connection. */
  Tunnel(
      SocketChannel client,
      SSLEngine engine,
      Buffers buffers,
      Semaphore computing,
      TlsTimeouts timeouts,
      LongSupplier nanoTime,
      Owner owner)
      throws IOException {
    this.client = client;
    this.buffers = buffers;
    this.owner = owner;
    address = (InetSocketAddress) client.getRemoteAddress();
    local = (InetSocketAddress) client.getLocalAddress();
    this.timeouts = timeouts;
    request = new Deadline(nanoTime);
    sending = new Deadline(nanoTime);
    secure =
        new SecureChannel(
            client,
            engine,
            buffers,
            computing,
            () -> sending.set(timeouts.sending()),
            sending::clear);
    request.set(timeouts.handshake());
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
    request.set(timeouts.answer());
  }

  @Override
  public void upgraded() {
    isUpgraded = true;
    request.clear();
  }

  boolean isUpgraded() {
    return isUpgraded;
  }

  /** Returns true if a time limit is exceeded. */
  boolean isOverdue() {
    return request.isOver() || sending.isOver();
  }

  @Override
  public void run() {
    try {
      handshake();
      request.set(timeouts.request());
      secure.readAll(this::pass);
      endWithAnswers();
    } catch (IOException | RuntimeException e) { // a fault of one client ends its connection only
      LOG.log(Level.DEBUG, "tls connection ended fault={0}", String.valueOf(e));
    } finally {
      secure.release();
      cut();
    }
  }

  private void handshake() throws IOException {
    try {
      secure.handshake();
    } catch (IOException | RuntimeException e) {
      owner.failed(this);
      throw e;
    }
  }

  /** Forwards bytes of the client; blocks while the server does not read. */
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
    synchronized (this) { // without the lock, cut() could miss the new channel
      if (isOver.get()) {
        close(made);
        throw new EOFException("the tunnel has been cut");
      }
      server = made;
      end = (InetSocketAddress) made.getLocalAddress();
      owner.connected(this, end);
    }
    answers = Thread.ofVirtual().name("heliograph-tls-answers").start(() -> answer(made));
    return made;
  }

  /** Waits for the rest of the answer after the client has ended its direction. */
  private void endWithAnswers() throws IOException {
    SocketChannel to = server;
    Thread waited = answers;
    if (to != null && waited != null) {
      to.shutdownOutput();
      request.set(isUpgraded ? timeouts.close() : timeouts.answer());
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
      request.set(timeouts.close());
      secure.closeOutput();
    } catch (IOException | RuntimeException e) { // a fault of one client ends its connection only
      LOG.log(Level.DEBUG, "tls connection ended fault={0}", String.valueOf(e));
      cut();
    }
  }

  /** Sends the first bytes of an answer and those that have arrived meanwhile. */
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
      request.set(timeouts.answer());
    }
  }

  /** Ends the tunnel at once; any thread may call this. */
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
        to.setOption(StandardSocketOptions.SO_LINGER, 0); // frees the local port at once
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
