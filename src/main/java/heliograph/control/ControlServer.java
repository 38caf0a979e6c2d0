package heliograph.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.event.EventParse;
import heliograph.event.EventParser;
import heliograph.ingest.Ingest;
import heliograph.ingest.Source;
import heliograph.worker.Worker;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** The relay's end of the control socket. Thread-safe. */
public final class ControlServer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ControlServer.class.getName());

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  /** Pause after a fault, for instance while no file can be opened, instead of a busy loop. */
  private static final Duration FAULT_PAUSE = Duration.ofMillis(100);

  /** Bytes of a caller that are read at once, until it has said that it imports. */
  private static final int GREETING_BYTES = 4_096;

  /** Bytes of an import that are read at once. */
  private static final int IMPORT_BYTES = 256 << 10;

  private final Path path;
  private final Ingest ingest;
  private final Map<String, ControlCommand> commands;
  private final Duration patience;
  private final ExecutorService callers;
  private final ServerSocketChannel server;
  private final Worker accepting;

  /** The connections of imports, which may wait for their next line as long as they like. */
  private final Set<SocketChannel> imports = ConcurrentHashMap.newKeySet();

  private volatile boolean closed;

  /**
   * Opens the socket and starts to listen; returns empty, with a warning, if that is not possible,
   * for example because its path is too long.
   *
   * @param commands the commands of one line, by their first word
   * @param patience the time that a caller has to send its first line
   * @param callers runs two blocking tasks for each caller
   */
  public static Optional<ControlServer> open(
      Path data,
      Ingest ingest,
      Map<String, ControlCommand> commands,
      Duration patience,
      ExecutorService callers,
      ThreadFactory threads) {
    try {
      return Optional.of(new ControlServer(data, ingest, commands, patience, callers, threads));
    } catch (IOException | UnsupportedOperationException e) {
      LOG.log(Level.WARNING, "no control socket, import needs a stopped relay reason=" + e);
      return Optional.empty();
    }
  }

  private ControlServer(
      Path data,
      Ingest ingest,
      Map<String, ControlCommand> commands,
      Duration patience,
      ExecutorService callers,
      ThreadFactory threads)
      throws IOException {
    path = ControlProtocol.socket(data);
    this.ingest = ingest;
    this.commands = Map.copyOf(commands);
    this.patience = patience;
    this.callers = callers;
    Path folder = Objects.requireNonNull(path.getParent());
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(data);
      Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    }
    Files.setPosixFilePermissions(folder, OWNER_ONLY); // before a caller could connect
    Files.deleteIfExists(path); // left by a relay that was killed: this relay has the store's lock
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(path));
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
    accepting = Worker.start(threads, new Accepting());
  }

  /** Accepts callers until the socket is closed. */
  private final class Accepting implements Worker.Role {
    @Override
    public void step(Worker worker) {
      try {
        SocketChannel caller = server.accept();
        callers.execute(() -> serve(caller));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void failed(Worker worker, Throwable fault) throws InterruptedException {
      LOG.log(Level.DEBUG, "control socket fault={0}", String.valueOf(fault));
      worker.pause(FAULT_PAUSE);
    }
  }

  private void serve(SocketChannel caller) {
    try (caller;
        InputStream in = Channels.newInputStream(caller);
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(caller))) {
      CountDownLatch greeted = new CountDownLatch(1);
      callers.execute(() -> await(greeted, caller));
      new Import(caller, new LineReader(in, ControlProtocol.LINE_BYTES_MAX, GREETING_BYTES), out)
          .run(greeted);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "control caller gone fault={0}", String.valueOf(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Hangs up on a caller that does not say in time what it wants. */
  private void await(CountDownLatch greeted, SocketChannel caller) {
    try {
      if (!greeted.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.log(Level.DEBUG, "control caller is silent");
        hangUp(caller);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void hangUp(SocketChannel caller) {
    try {
      caller.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "control caller gone fault={0}", String.valueOf(e));
    }
  }

  /** The import of one caller: this thread reads, another answers. */
  private final class Import {
    private static final String END = "";

    private final SocketChannel caller;
    private final LineReader lines;
    private final OutputStream out;
    private volatile boolean gone;
    private final Semaphore unanswered = new Semaphore(ControlProtocol.UNANSWERED_MAX);
    private final ArrayBlockingQueue<String> answers =
        new ArrayBlockingQueue<>(ControlProtocol.UNANSWERED_MAX + 1);

    private Import(SocketChannel caller, LineReader lines, OutputStream out) {
      this.caller = caller;
      this.lines = lines;
      this.out = out;
    }

    private void run(CountDownLatch greeted) throws IOException, InterruptedException {
      boolean said;
      try {
        said = lines.next();
      } finally {
        greeted.countDown();
      }
      if (!said || lines.isTooLong()) {
        return;
      }
      String greeting = lines.text();
      int space = greeting.indexOf(' ');
      ControlCommand command = commands.get(space < 0 ? greeting : greeting.substring(0, space));
      if (command != null) {
        run(command, space < 0 ? "" : greeting.substring(space + 1));
        return;
      }
      boolean trusted = greeting.equals(ControlProtocol.IMPORT_TRUSTED);
      if (!trusted && !greeting.equals(ControlProtocol.IMPORT_VERIFIED)) {
        out.write(("0 FAILED unknown command " + greeting + "\n").getBytes(UTF_8));
        return;
      }
      lines.readAhead(IMPORT_BYTES);
      imports.add(caller);
      callers.execute(this::answer);
      try {
        if (closed) {
          return;
        }
        for (long number = 0; lines.next(); number++) {
          unanswered.acquire();
          take(number, trusted ? Source.TRUSTED_IMPORT : Source.IMPORT);
        }
        unanswered.acquire(ControlProtocol.UNANSWERED_MAX);
      } finally {
        imports.remove(caller);
        answers.add(END); // also for a caller whose connection breaks
      }
    }

    private void run(ControlCommand command, String argument) throws IOException {
      try {
        command.run(argument, this::say);
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "control command failed", e);
        say("refused " + e.getMessage());
      }
    }

    private void say(String line) throws IOException {
      out.write((line + "\n").getBytes(UTF_8));
      out.flush();
    }

    private void take(long number, Source source) throws InterruptedException {
      switch (EventParser.parse(lines.buffer(), lines.from(), lines.to())) {
        case EventParse.Malformed(var id, var reason) ->
            answer(number, ImportAnswer.malformed(reason));
        case EventParse.WellFormed(var event) ->
            ingest.submitWaiting(
                event, source, outcome -> answer(number, ImportAnswer.of(outcome)));
      }
    }

    private void answer(long number, ImportAnswer answer) {
      if (!gone) {
        answers.add(
            number
                + " "
                + answer.result()
                + " "
                + answer.words()); // never full: there is one place for each permit
      }
    }

    private void answer() {
      try {
        for (String answer = answers.take(); !answer.equals(END); answer = answers.take()) {
          out.write((answer + "\n").getBytes(UTF_8));
          if (answers.isEmpty()) {
            out.flush();
          }
          unanswered.release();
        }
      } catch (IOException e) {
        gone = true; // the caller has disconnected, so the reader ends
        unanswered.release(ControlProtocol.UNANSWERED_MAX);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Stops to listen and ends the imports: what they have sent is stored, but not answered. */
  @Override
  public void close() {
    closed = true;
    accepting.stop();
    for (SocketChannel caller : imports) {
      hangUp(caller);
    }
    try {
      server.close();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "cannot remove the control socket {0}", path);
    }
  }
}
