package heliograph.tls;

import heliograph.config.ConfigException;
import heliograph.config.HttpConfig;
import heliograph.config.TlsConfig;
import heliograph.metrics.Meters;
import heliograph.worker.Worker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Listens for TLS connections and runs a {@link Tunnel} for each that {@link Admission} accepts.
 * One thread accepts connections and, once a second, cuts the tunnels that exceed a time limit.
 */
public final class TlsListener implements AutoCloseable {
  private static final Logger LOG = System.getLogger(TlsListener.class.getName());
  private static final int BACKLOG = 1_024;
  private static final long LOOK_MILLIS = 1_000;
  private static final long LOOK_NANOS = Duration.ofMillis(LOOK_MILLIS).toNanos();

  /** Pause after a fault, for instance while no file can be opened, instead of a busy loop. */
  private static final Duration FAULT_PAUSE = Duration.ofMillis(100);

  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final ServerCertificate certificate;
  private final TlsClients clients;
  private final InetSocketAddress server;
  private final Admission admission;
  private final TlsTimeouts timeouts;
  private final LongSupplier nanoTime;
  private final Buffers buffers = new Buffers();
  private final Set<Tunnel> tunnels = ConcurrentHashMap.newKeySet();
  private final ServerSocketChannel listening;
  private final Selector selector;
  private final Worker accepting = new Worker(new Accepting());
  private final Meters.Counter refused;
  private final Meters.Counter failed;
  private final Meters.Counter overdue;

  /** Handshakes use at most half of the cores; the rest serves established connections. */
  private final Semaphore computing =
      new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

  private final ThreadFactory threads =
      Thread.ofVirtual().name("heliograph-tls-client-", 1).factory();

  /**
   * Binds the port; no connection is accepted before {@link #start}.
   *
   * @param webSocketsMax how many WebSockets an address may have open
   * @throws ConfigException if the port cannot be bound
   */
  public TlsListener(
      HttpConfig http,
      TlsConfig config,
      ServerCertificate certificate,
      TlsClients clients,
      ToIntFunction<InetAddress> webSocketsMax,
      Meters meters) {
    this(
        http,
        config,
        certificate,
        clients,
        webSocketsMax,
        meters,
        TlsTimeouts.DEFAULT,
        System::nanoTime);
  }

  TlsListener(
      HttpConfig http,
      TlsConfig config,
      ServerCertificate certificate,
      TlsClients clients,
      ToIntFunction<InetAddress> webSocketsMax,
      Meters meters,
      TlsTimeouts timeouts,
      LongSupplier nanoTime) {
    this.timeouts = timeouts;
    this.nanoTime = nanoTime;
    this.certificate = certificate;
    this.clients = clients;
    admission = new Admission(config.connectionsMax(), webSocketsMax, nanoTime);
    try {
      InetSocketAddress here = here(http.host(), config.port());
      server =
          here.getAddress().isAnyLocalAddress()
              ? new InetSocketAddress(InetAddress.getLoopbackAddress(), http.port())
              : new InetSocketAddress(here.getAddress(), http.port());
      selector = Selector.open();
      listening = ServerSocketChannel.open();
      listening.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      listening.bind(here, BACKLOG);
      listening.configureBlocking(false);
      listening.register(selector, SelectionKey.OP_ACCEPT);
    } catch (IOException e) {
      throw new ConfigException(
          List.of(
              "heliograph.http.tls-port: cannot listen on port "
                  + config.port()
                  + " of "
                  + http.host()
                  + ": "
                  + e.getMessage()));
    }
    meters.gauge("heliograph_tls_connections", "Open connections over TLS", tunnels::size);
    meters.gauge(
        "heliograph_tls_certificate_end_seconds",
        "When the certificate ends, in seconds since 1970",
        () -> certificate.end().getEpochSecond());
    refused =
        meters.counter("heliograph_tls_refused_total", "Connections over TLS cut for a bound");
    failed = meters.counter("heliograph_tls_handshakes_failed_total", "Handshakes that failed");
    overdue =
        meters.counter(
            "heliograph_tls_overdue_total", "Connections over TLS cut for their slowness");
  }

  private static InetSocketAddress here(String host, int port) throws IOException {
    InetSocketAddress found =
        host.equals("*") ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
    if (found.isUnresolved()) {
      throw new IOException("there is no such address");
    }
    return found;
  }

  /** Starts to accept connections. */
  public void start() {
    accepting.start(Thread.ofPlatform().name("heliograph-tls").daemon().factory());
  }

  /** Accepts connections until it is stopped, and cuts slow tunnels until the last has ended. */
  private final class Accepting implements Worker.Role {
    private long looked = System.nanoTime();

    @Override
    public boolean hasWork() {
      return !tunnels.isEmpty();
    }

    @Override
    public void step(Worker worker) {
      long now = System.nanoTime();
      if (now - looked > LOOK_NANOS) {
        looked = now;
        cutOverdue();
      }
      try {
        selector.select(LOOK_MILLIS);
        selector.selectedKeys().clear();
        SocketChannel taken = listening.isOpen() ? listening.accept() : null;
        if (taken != null) {
          take(taken);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void wake() {
      if (selector.isOpen()) {
        selector.wakeup();
      }
    }

    @Override
    public void failed(Worker worker, Throwable fault) throws InterruptedException {
      LOG.log(Level.DEBUG, "cannot accept a connection fault={0}", String.valueOf(fault));
      refused.increment();
      worker.pause(FAULT_PAUSE);
    }

    @Override
    public void end(Worker worker) {
      try {
        selector.close();
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "close failed fault={0}", String.valueOf(e));
      }
    }
  }

  private void cutOverdue() {
    for (Tunnel tunnel : tunnels) {
      if (tunnel.isOverdue()) {
        overdue.increment();
        tunnel.cut();
      }
    }
    admission.sweep();
  }

  private void take(SocketChannel taken) throws IOException {
    InetAddress address = ((InetSocketAddress) taken.getRemoteAddress()).getAddress();
    if (!admission.enter(address)) {
      refused.increment();
      taken.close();
      return;
    }
    Tunnel tunnel;
    try {
      taken.setOption(StandardSocketOptions.TCP_NODELAY, true);
      tunnel =
          new Tunnel(
              taken,
              certificate.engine(),
              buffers,
              computing,
              timeouts,
              nanoTime,
              new Owner(address));
    } catch (IOException | RuntimeException e) {
      admission.left(address, false);
      taken.close();
      throw e;
    }
    tunnels.add(tunnel);
    threads.newThread(tunnel).start();
  }

  /** Records the events of a tunnel. */
  private final class Owner implements Tunnel.Owner {
    private final InetAddress address;

    private Owner(InetAddress address) {
      this.address = address;
    }

    @Override
    public SocketChannel connect() throws IOException {
      SocketChannel channel = SocketChannel.open();
      try {
        channel.socket().connect(server, (int) CONNECT.toMillis());
        return channel;
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    }

    @Override
    public void connected(Tunnel tunnel, InetSocketAddress end) {
      clients.add(end, tunnel);
    }

    @Override
    public void asked(Tunnel tunnel) {
      admission.asked(address);
    }

    @Override
    public void failed(Tunnel tunnel) {
      failed.increment();
    }

    @Override
    public void ended(Tunnel tunnel, @Nullable InetSocketAddress end, boolean hasAsked) {
      if (end != null) {
        clients.remove(end);
      }
      admission.left(address, hasAsked);
      // last: a connection that is no longer counted has given its place back
      tunnels.remove(tunnel);
    }
  }

  /** Stops accepting connections; open ones stay until they end. */
  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "close failed fault={0}", String.valueOf(e));
    }
    accepting.stop();
  }

  /** Waits up to {@code timeout} until no tunnel is open, then cuts those that are left. */
  public void drain(Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    while (!tunnels.isEmpty() && System.nanoTime() < end) {
      Thread.sleep(10);
    }
    tunnels.forEach(Tunnel::cut);
  }
}
