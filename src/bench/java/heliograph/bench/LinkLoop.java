package heliograph.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a load, all served by the thread that calls {@link #turn}.
 *
 * <p>A load shares its machine with the relay it measures, so a connection must cost next to
 * nothing: one selector, one buffer to read into and one to write from for all links, no thread, no
 * lock and no garbage for a message. A link keeps bytes only while it holds part of a frame or
 * could not send all. Listeners are called from within {@link #turn} and must not call it.
 *
 * <p>Speaks {@code ws:} only. Frames carry the mask 0, which RFC 6455 allows and which leaves the
 * bytes as they are; no extension is offered. Confined to one thread.
 */
final class LinkLoop implements AutoCloseable {
  private static final int READ_BYTES = 256 << 10;

  /** Unfinished handshakes when many links are opened: below any backlog of a server. */
  private static final int OPENING_MAX = 64;

  private final Selector selector;
  private final InetSocketAddress address;
  private final List<InetAddress> sources;
  private final byte[] request;
  private final ByteBuffer in = ByteBuffer.allocateDirect(READ_BYTES);
  private byte[] read = new byte[2 * READ_BYTES];
  private ByteBuffer out = ByteBuffer.allocateDirect(READ_BYTES);
  private int nextSource;
  private int opening;
  private int open;

  /**
   * Makes a loop without links.
   *
   * @throws IllegalArgumentException if {@code relay} is not of the form {@code
   *     ws://host:port/path}
   */
  LinkLoop(URI relay) {
    this(relay, List.of());
  }

  /**
   * Makes a loop whose links come from these addresses of this machine in turn; from the one that
   * the system chooses where there are none.
   */
  LinkLoop(URI relay, List<InetAddress> sources) {
    this.sources = List.copyOf(sources);
    if (!"ws".equals(relay.getScheme()) || relay.getHost() == null) {
      throw new IllegalArgumentException("a load needs an address like ws://host:port/: " + relay);
    }
    int port = relay.getPort() < 0 ? 80 : relay.getPort();
    address = new InetSocketAddress(relay.getHost(), port);
    if (address.isUnresolved()) {
      throw new IllegalArgumentException("there is no host " + relay.getHost());
    }
    String path = relay.getRawPath().isEmpty() ? "/" : relay.getRawPath();
    String query = relay.getRawQuery() == null ? "" : "?" + relay.getRawQuery();
    request =
        ("GET "
                + path
                + query
                + " HTTP/1.1\r\nHost: "
                + relay.getHost()
                + ":"
                + port
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
                + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a selector: " + e.getMessage(), e);
    }
  }

  /** Begins to connect; the listener hears when that is done, or why not. */
  Link open(LinkListener listener) {
    return open(listener, 0);
  }

  /**
   * Begins to connect.
   *
   * @param receiveBytes what the system may hold for this link unread; 0 for what it likes
   */
  Link open(LinkListener listener, int receiveBytes) {
    SocketChannel channel = null;
    try {
      channel = SocketChannel.open();
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      if (receiveBytes > 0) {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBytes);
      }
      if (!sources.isEmpty()) {
        channel.bind(new InetSocketAddress(sources.get(nextSource++ % sources.size()), 0));
      }
      SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
      Link link = new Link(this, channel, key, listener);
      key.attach(link);
      opening++;
      if (channel.connect(address)) {
        link.connected();
      }
      return link;
    } catch (IOException e) {
      closeQuietly(channel);
      throw new UncheckedIOException("cannot open a connection: " + e.getMessage(), e);
    }
  }

  private static void closeQuietly(@Nullable SocketChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // it is of no more use either way
    }
  }

  /** Waits while there are so many unfinished handshakes that a server might refuse another. */
  void makeWay() {
    while (opening >= OPENING_MAX) {
      turn(1_000_000_000);
    }
  }

  /**
   * Waits until something happens on a link, and calls the listeners.
   *
   * @param nanos how long to wait at most, to the next millisecond; 0 or less for not at all
   */
  void turn(long nanos) {
    try {
      if (nanos <= 0) {
        selector.selectNow(LinkLoop::serve);
      } else {
        selector.select(LinkLoop::serve, (nanos + 999_999) / 1_000_000);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot wait for connections: " + e.getMessage(), e);
    }
  }

  private static void serve(SelectionKey key) {
    if (key.attachment() instanceof Link link && key.isValid()) {
      link.ready(key.readyOps());
    }
  }

  /** Links that speak WebSocket now. */
  int openLinks() {
    return open;
  }

  byte[] request() {
    return request;
  }

  void opened() {
    opening--;
    open++;
  }

  void ended(boolean wasOpen) {
    if (wasOpen) {
      open--;
    } else {
      opening--;
    }
  }

  /**
   * Reads what has come for a link behind what it has kept.
   *
   * @return the bytes in {@link #read()}, all in all; −1 at the end
   */
  int fill(SocketChannel channel, byte[] kept) throws IOException {
    in.clear();
    int count = channel.read(in);
    if (count < 0) {
      return -1;
    }
    int size = kept.length + count;
    if (size > read.length) {
      read = new byte[Math.max(size, 2 * read.length)];
    }
    System.arraycopy(kept, 0, read, 0, kept.length);
    in.flip().get(read, kept.length, count);
    return size;
  }

  byte[] read() {
    return read;
  }

  /** The frames of these messages, good until the next call. */
  ByteBuffer frames(int opcode, byte[]... messages) {
    out.clear();
    for (byte[] message : messages) {
      if (out.remaining() < message.length + 14) {
        int needed = out.position() + message.length + 14;
        out = ByteBuffer.allocateDirect(Math.max(needed, 2 * out.capacity())).put(out.flip());
      }
      header(opcode, message.length);
      out.putInt(0).put(message);
    }
    return out.flip();
  }

  private void header(int opcode, int length) {
    out.put((byte) (0x80 | opcode));
    if (length < 126) {
      out.put((byte) (0x80 | length));
    } else if (length < 65_536) {
      out.put((byte) 0xfe).putShort((short) length);
    } else {
      out.put((byte) 0xff).putLong(length);
    }
  }

  /** Ends all links at once, without a word. */
  @Override
  public void close() {
    for (Object key : selector.keys().toArray()) {
      if (((SelectionKey) key).attachment() instanceof Link link) {
        link.abort();
      }
    }
    try {
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close the selector: " + e.getMessage(), e);
    }
  }

  /** Appends what is left of a buffer to bytes. */
  static byte[] append(byte[] bytes, ByteBuffer rest) {
    byte[] joined = Arrays.copyOf(bytes, bytes.length + rest.remaining());
    rest.get(joined, bytes.length, joined.length - bytes.length);
    return joined;
  }
}
