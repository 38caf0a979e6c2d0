package heliograph.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.connection.ClientConnection;
import heliograph.connection.Connections;
import heliograph.connection.Origin;
import heliograph.connection.Transport;
import heliograph.protocol.EventJson;
import heliograph.protocol.MessageHead;
import heliograph.protocol.RelayMessage;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket over a servlet upgrade (RFC 6455).
 *
 * <pre>
 * reading   the container calls onDataAvailable, one call at a time; frames go to the decoder
 * sending   the connection's one sender gathers frames in a borrowed buffer, blocking writes
 * ending    the client's close frame, the end of its stream, a fault, or cut(): each ends once;
 *           where a write is blocked, it fails within its bound and its own thread closes, for on
 *           Open Liberty a close beside a blocked write can leave both waiting for ever
 * leaving   the container closes by itself after onAllDataRead and onError, on the thread that
 *           reads; where a write is blocked then, another thread is in close() before and waits
 *           for the write in destroy(), as long as which the container's own close() does nothing
 * </pre>
 *
 * <p>An event is copied once, from its canonical bytes to the buffer that is written: no string, no
 * encoder, and as many messages to a write as the buffer holds.
 */
final class UpgradedSocket implements Transport {
  private static final Logger LOG = System.getLogger(UpgradedSocket.class.getName());
  private static final byte[] EMPTY = new byte[0];

  /** The longest wait for a closing thread to start. */
  private static final Duration CLOSING = Duration.ofSeconds(1);

  private final WebConnection web;
  private final SocketBuffers buffers;
  private final ServletInputStream in;
  private final ServletOutputStream out;
  private final FrameDecoder decoder;
  private final @Nullable SocketDeflate deflate;
  private final AtomicBoolean cut = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Held while bytes are written, because the container's close() must not run beside a blocked
   * write.
   */
  private final ReentrantLock writing = new ReentrantLock();

  /** Held by the reading thread, and by a thread that drops a part of a message. */
  private final ReentrantLock decoding = new ReentrantLock();

  private volatile boolean partDropped;

  /** The closing thread; set once, if the client leaves while a write to it is blocked. */
  private volatile @Nullable Thread closer;

  /** Counted down when the closing thread has started. */
  private final CountDownLatch closing = new CountDownLatch(1);

  /** The connection; set before the first byte is read, null if the relay had no room. */
  private @Nullable ClientConnection client;

  /** The encoder; borrowed by the sender from its first message to its flush. */
  private @Nullable FrameEncoder encoder;

  UpgradedSocket(
      WebConnection web, SocketBuffers buffers, @Nullable SocketDeflate deflate, int messageMax)
      throws IOException {
    this.web = web;
    this.buffers = buffers;
    this.deflate = deflate;
    in = web.getInputStream();
    out = web.getOutputStream();
    decoder = new FrameDecoder(messageMax, deflate, new Received());
  }

  /** Opens the connection and starts reading, or closes it if there is no room. */
  void start(Connections connections, Origin origin) throws IOException {
    client = connections.open(this, origin).orElse(null);
    if (client == null) {
      close(1013, "no room, try again later");
      cut();
    } else {
      client.greet();
      write(out::flush); // Payara sends the answer to the handshake only with this flush
      in.setReadListener(new Reader());
    }
  }

  private ClientConnection client() {
    return Objects.requireNonNull(client);
  }

  /** Releases everything; the connection has ended in some way. */
  void ended() {
    if (deflate != null) {
      deflate.end();
    }
    if (client != null) {
      client.ended();
    }
  }

  /** Called by the container when bytes have arrived. */
  private final class Reader implements ReadListener {
    @Override
    public void onDataAvailable() throws IOException {
      byte[] buffer = buffers.borrowReadBuffer();
      client().cork();
      try {
        while (in.isReady()) {
          int length = in.read(buffer, 0, buffer.length);
          if (length < 0) {
            ended();
            return;
          }
          decode(buffer, length);
        }
      } finally {
        buffers.giveBack(buffer);
        client().flushOnThisThread();
      }
    }

    private void decode(byte[] buffer, int length) {
      decoding.lock();
      try {
        decoder.decode(buffer, 0, length);
        client().holdsPart(decoder.unfinished(), decoder.heldBytes());
      } finally {
        decoding.unlock();
        if (partDropped) {
          dropPart(); // requested while it was decoding
        }
      }
    }

    @Override
    public void onAllDataRead() {
      leave();
    }

    @Override
    public void onError(Throwable fault) {
      LOG.log(Level.DEBUG, "read failed fault={0}", String.valueOf(fault));
      leave();
    }
  }

  /** Passes what the decoder has read to the connection. */
  private final class Received implements FrameDecoder.Handler {
    @Override
    public void text(byte[] message) {
      client().received(message);
    }

    @Override
    public void binary() {
      client().receivedBinary();
    }

    @Override
    public void ping(byte[] payload) {
      client().receivedPing(payload);
    }

    @Override
    public void pong() {
      client().receivedPong();
    }

    @Override
    public void close(int code) {
      client().receivedClose(code);
    }

    @Override
    public void tooLong(MessageHead head) {
      client().receivedTooLong(head);
    }

    @Override
    public void tooBig(MessageHead head) {
      client().receivedTooMuch(head);
    }

    @Override
    public void violation(int code, String reason) {
      client().receivedViolation(code, reason);
    }
  }

  private FrameEncoder encoder() {
    if (encoder == null) {
      encoder = buffers.borrowEncoder();
    }
    return encoder;
  }

  /** A task that writes. */
  @FunctionalInterface
  private interface Write {
    void run() throws IOException;
  }

  private void write(Write write) throws IOException {
    writing.lock();
    try {
      if (!cut.get()) {
        write.run();
      }
    } finally {
      writing.unlock();
      if (cut.get()) {
        closeWhenIdle();
      }
    }
  }

  @Override
  public void send(RelayMessage message) throws IOException {
    write(() -> {
      if (message instanceof RelayMessage.Event(var id, var json)) {
        event(id.eventHead(), json);
      } else {
        text(message.text().getBytes(UTF_8));
      }
    });
  }

  private void event(byte[] head, EventJson json) throws IOException {
    FrameEncoder frames = encoder();
    if (deflate == null || !deflate.sendEvent(head, json, frames, out)) {
      frames.begin(FrameEncoder.TEXT, head.length + json.length() + 1, out);
      frames.add(head, out);
      frames.add(json.bytes(), out);
      frames.add((byte) ']', out);
    }
  }

  private void text(byte[] text) throws IOException {
    if (deflate == null || !deflate.sendText(text, encoder(), out)) {
      frame(FrameEncoder.TEXT, text);
    }
  }

  private void frame(int opcode, byte[] payload) throws IOException {
    FrameEncoder frames = encoder();
    frames.begin(opcode, payload.length, out);
    frames.add(payload, out);
  }

  @Override
  public void ping() throws IOException {
    write(() -> frame(FrameEncoder.PING, EMPTY));
  }

  @Override
  public void pong(byte[] payload) throws IOException {
    write(() -> frame(FrameEncoder.PONG, payload));
  }

  @Override
  public void flush() throws IOException {
    write(this::flushFrames);
  }

  private void flushFrames() throws IOException {
    FrameEncoder full = encoder;
    if (full != null) {
      full.flush(out);
      encoder = null;
      buffers.giveBack(full);
    }
  }

  @Override
  public void close(int code, String reason) throws IOException {
    byte[] text = reason.getBytes(UTF_8);
    boolean silent = code == 1005 || code == 1006;
    byte[] payload = new byte[silent ? 0 : 2 + text.length];
    if (!silent) {
      payload[0] = (byte) (code >> 8);
      payload[1] = (byte) code;
      System.arraycopy(text, 0, payload, 2, text.length);
    }
    write(() -> {
      frame(FrameEncoder.CLOSE, payload);
      flushFrames();
    });
  }

  @Override
  public void cut() {
    if (cut.compareAndSet(false, true)) {
      closeWhenIdle();
      ended();
    }
  }

  /**
   * Ends the connection before the container closes it, on a thread that must not wait for a
   * client.
   */
  void leave() {
    cut();
    if (closed.get()) {
      return;
    }
    Thread own = Thread.ofVirtual().name("heliograph-close").unstarted(this::closeAfterWrite);
    closer = own;
    own.start();
    try {
      if (!closing.await(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.log(Level.DEBUG, "the container may wait for a client that does not read");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeAfterWrite() {
    try {
      closeOnce();
    } finally {
      closing.countDown();
    }
  }

  /** Called when the container is about to close its streams; see {@link #leave}. */
  void destroyed() {
    ended();
    if (Thread.currentThread().equals(closer)) {
      closing.countDown();
      writing.lock();
      try {
        LOG.log(Level.DEBUG, "closes now that no write is blocked");
      } finally {
        writing.unlock();
      }
    }
  }

  @Override
  public void dropPart() {
    partDropped = true;
    if (decoding.tryLock()) { // otherwise the reading thread does it
      try {
        decoder.abandon();
      } finally {
        decoding.unlock();
      }
    }
  }

  /** Closes the connection; during a write, the writing thread does it afterwards. */
  private void closeWhenIdle() {
    if (!writing.tryLock()) {
      return;
    }
    try {
      closeOnce();
    } finally {
      writing.unlock();
    }
  }

  private void closeOnce() {
    try {
      if (closed.compareAndSet(false, true)) {
        web.close();
      }
    } catch (Exception e) { // WebConnection.close() declares Exception
      LOG.log(Level.DEBUG, "close failed fault={0}", String.valueOf(e));
    }
  }
}
