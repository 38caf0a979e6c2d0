package heliograph.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/** One WebSocket of a load. Confined to the thread that turns its loop. */
final class Link {
  private enum State {
    CONNECTING,
    SHAKING_HANDS,
    OPEN,
    /** This side has said goodbye. */
    LEAVING,
    ENDED
  }

  /** A relay that leaves more than this unread has stopped to read. */
  private static final int UNSENT_MAX = 64 << 20;

  private static final int ANSWER_MAX = 16 << 10;
  private static final byte[] NONE = new byte[0];

  private final LinkLoop loop;
  private final SocketChannel channel;
  private final SelectionKey key;
  private final LinkListener listener;
  private final FrameReader frames = new FrameReader();
  private State state = State.CONNECTING;
  private byte[] kept = NONE;
  private byte[] unsent = NONE;

  private final FrameReader.Sink sink =
      new FrameReader.Sink() {
        @Override
        public void text(byte[] bytes, int from, int to) {
          if (state == State.OPEN) {
            listener.message(Link.this, bytes, from, to);
          }
        }

        @Override
        public void ping(byte[] payload) {
          write(10, payload);
        }

        @Override
        public void close(int code, String reason) {
          end(code + (reason.isEmpty() ? "" : " " + reason));
        }
      };

  Link(LinkLoop loop, SocketChannel channel, SelectionKey key, LinkListener listener) {
    this.loop = loop;
    this.channel = channel;
    this.key = key;
    this.listener = listener;
  }

  /** True from the handshake until one side ends it. */
  boolean isOpen() {
    return state == State.OPEN;
  }

  /** False once either side has ended it. */
  boolean isAlive() {
    return state != State.ENDED;
  }

  /**
   * Sends text messages, in one write if the system takes them; dropped unless the link is open.
   */
  void send(String... messages) {
    byte[][] bytes = new byte[messages.length][];
    Arrays.setAll(bytes, i -> messages[i].getBytes(UTF_8));
    send(bytes);
  }

  /** Sends a text message that is UTF-8 already. */
  void send(byte[]... messages) {
    if (state == State.OPEN) {
      write(1, messages);
    }
  }

  /** Stops to read, as a client does that hangs. */
  void stall() {
    if (key.isValid()) {
      key.interestOpsAnd(~SelectionKey.OP_READ);
    }
  }

  /** Says goodbye; the rest is the relay's. */
  void close() {
    if (state == State.OPEN) {
      write(8, new byte[] {0x03, (byte) 0xe8});
      if (state == State.OPEN) {
        state = State.LEAVING;
      }
    } else {
      abort();
    }
  }

  /** Ends without a word. */
  void abort() {
    finish();
  }

  void ready(int operations) {
    try {
      if ((operations & SelectionKey.OP_CONNECT) != 0 && channel.finishConnect()) {
        connected();
      }
      if ((operations & SelectionKey.OP_WRITE) != 0) {
        byte[] all = unsent;
        unsent = NONE;
        key.interestOpsAnd(~SelectionKey.OP_WRITE);
        write(ByteBuffer.wrap(all));
      }
      if ((operations & SelectionKey.OP_READ) != 0 && state != State.ENDED) {
        receive();
      }
    } catch (IOException | IllegalStateException e) {
      end(String.valueOf(e.getMessage()));
    }
  }

  void connected() {
    state = State.SHAKING_HANDS;
    key.interestOps(SelectionKey.OP_READ);
    write(ByteBuffer.wrap(loop.request()));
  }

  private void receive() throws IOException {
    int size = loop.fill(channel, kept);
    if (size < 0) {
      end("the connection was cut");
      return;
    }
    byte[] bytes = loop.read();
    int used = state == State.SHAKING_HANDS ? answer(bytes, size) : 0;
    if (state == State.OPEN || state == State.LEAVING) {
      used = frames.read(bytes, used, size, sink);
    }
    kept = used == size ? NONE : Arrays.copyOfRange(bytes, used, size);
  }

  /** Reads the relay's answer to the handshake; returns where it ends, 0 when it is not whole. */
  private int answer(byte[] bytes, int size) {
    String text = new String(bytes, 0, Math.min(size, ANSWER_MAX), ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0 && size < ANSWER_MAX) {
      return 0;
    }
    if (end < 0 || !text.startsWith("HTTP/1.1 101")) {
      end("refused: " + text.lines().findFirst().orElse(""));
      return size;
    }
    state = State.OPEN;
    loop.opened();
    listener.opened(this);
    return end + 4;
  }

  private void write(int opcode, byte[]... messages) {
    write(loop.frames(opcode, messages));
  }

  private void write(ByteBuffer bytes) {
    if (state == State.ENDED) {
      return;
    }
    try {
      if (unsent.length == 0) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      end(String.valueOf(e.getMessage()));
      return;
    }
    if (bytes.hasRemaining()) {
      unsent = LinkLoop.append(unsent, bytes);
      key.interestOpsOr(SelectionKey.OP_WRITE);
      if (unsent.length > UNSENT_MAX) {
        end("the relay does not read");
      }
    }
  }

  /** The end that this side did not ask for. */
  private void end(String reason) {
    boolean asked = state == State.LEAVING || state == State.ENDED;
    finish();
    if (!asked) {
      listener.closed(this, reason);
    }
  }

  private void finish() {
    if (state == State.ENDED) {
      return;
    }
    loop.ended(state == State.OPEN || state == State.LEAVING);
    state = State.ENDED;
    kept = NONE;
    unsent = NONE;
    try {
      channel.close();
    } catch (IOException e) {
      // it is of no more use either way
    }
  }
}
