package heliograph.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.ingest.IngestOutcome;
import heliograph.ingest.Source;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** The command line's end of the control socket. Sending is confined to one thread. */
public final class ControlClient implements AutoCloseable {
  private final SocketChannel channel;
  private final OutputStream out;
  private final Thread reader;
  private final Semaphore unanswered = new Semaphore(ControlProtocol.UNANSWERED_MAX);
  private final Map<Long, Consumer<ImportAnswer>> waiting = new ConcurrentHashMap<>();
  private long number;
  private volatile boolean broken;

  /**
   * Connects to the relay with this data folder.
   *
   * @throws IOException if none answers
   */
  public ControlClient(Path data, Source source) throws IOException {
    channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(ControlProtocol.socket(data)));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
    out.write((ControlProtocol.greeting(source) + "\n").getBytes(UTF_8));
    out.flush(); // the first event may come late, and the relay waits only for the greeting
    reader = Thread.ofVirtual().name("control-answers").start(this::readAnswers);
  }

  /**
   * Sends a command to a running relay.
   *
   * @return its answer
   * @throws IOException if none runs with this data folder
   */
  public static String ask(Path data, String command) throws IOException {
    try (SocketChannel relay = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      relay.connect(UnixDomainSocketAddress.of(ControlProtocol.socket(data)));
      relay.write(ByteBuffer.wrap((command + "\n").getBytes(UTF_8)));
      var answers =
          new BufferedReader(new InputStreamReader(Channels.newInputStream(relay), UTF_8));
      String answer = answers.readLine();
      if (answer == null) {
        throw new IOException("the relay did not answer");
      }
      return answer;
    }
  }

  /**
   * Sends a command that a running relay answers with any number of lines.
   *
   * @param lines receives each line as it arrives
   * @throws IOException if none runs with this data folder
   */
  public static void converse(Path data, String command, Consumer<String> lines)
      throws IOException {
    try (SocketChannel relay = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      relay.connect(UnixDomainSocketAddress.of(ControlProtocol.socket(data)));
      ByteBuffer request = ByteBuffer.wrap((command + "\n").getBytes(UTF_8));
      while (request.hasRemaining()) {
        relay.write(request);
      }
      var answers =
          new BufferedReader(new InputStreamReader(Channels.newInputStream(relay), UTF_8));
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        lines.accept(line);
      }
    }
  }

  /**
   * Returns true if a relay runs with this data folder; the socket of a relay that was killed does
   * not answer.
   */
  public static boolean isAnswered(Path data) {
    try {
      return !ask(data, ControlProtocol.PING).isEmpty();
    } catch (IOException | IllegalArgumentException e) {
      return false; // no relay listens, or the path is too long for a socket
    }
  }

  /** Sends one event's JSON, which has no line feed; waits while too many are unanswered. */
  public void send(byte[] json, int from, int length, Consumer<ImportAnswer> reply)
      throws IOException, InterruptedException {
    if (!unanswered.tryAcquire()) {
      flush();
      unanswered.acquire();
    }
    checkOpen();
    waiting.put(number++, reply);
    try {
      out.write(json, from, length);
      out.write('\n');
    } catch (IOException e) {
      throw closed();
    }
  }

  private void flush() throws IOException {
    try {
      out.flush();
    } catch (IOException e) {
      throw closed();
    }
  }

  private void checkOpen() throws IOException {
    if (broken) {
      throw closed();
    }
  }

  /** Returns the fault for the operator; those of the socket differ by how far it was. */
  private static IOException closed() {
    return new IOException("the relay has closed the connection");
  }

  /** Waits until everything sent has been answered. */
  public void drain() throws IOException, InterruptedException {
    flush();
    unanswered.acquire(ControlProtocol.UNANSWERED_MAX);
    unanswered.release(ControlProtocol.UNANSWERED_MAX);
    checkOpen();
  }

  private void readAnswers() {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] parts = line.split(" ", 3);
        Consumer<ImportAnswer> reply = waiting.remove(Long.parseLong(parts[0]));
        if (reply != null) {
          reply.accept(new ImportAnswer(IngestOutcome.Result.valueOf(parts[1]), parts[2]));
        }
        unanswered.release();
      }
    } catch (IOException | RuntimeException e) {
      // the relay has ended; the rest is not answered
    }
    broken = true;
    unanswered.release(ControlProtocol.UNANSWERED_MAX);
  }

  @Override
  public void close() throws IOException {
    channel.close();
    reader.interrupt();
  }
}
