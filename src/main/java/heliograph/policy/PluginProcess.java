package heliograph.policy;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import heliograph.policy.WritePolicyPlugin.Decision;
import jakarta.json.JsonReaderFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One run of a write-policy plugin. Two tasks read its stdout and stderr until they end; a third
 * writes each question, because a program that does not read blocks the writer. Nothing is queued:
 * lines that answer no open question are logged and dropped. Used by one caller at a time.
 */
final class PluginProcess {
  private static final Logger LOG = System.getLogger(WritePolicyPlugin.class.getName());

  private static final int LINE_BYTES_MAX = 65_536;
  private static final int LOGGED_MAX = 500;

  private final Process process;
  private final Executor executor;
  private final JsonReaderFactory readers;
  private volatile @Nullable Question question;

  /** Open while a question is being written. */
  private volatile CountDownLatch written = new CountDownLatch(0);

  private volatile boolean ended;

  /** A question to the plugin and its answer, which is empty if the plugin can no longer answer. */
  private record Question(String id, ArrayBlockingQueue<Optional<Decision>> answer) {}

  private static final Set<String> PASSED_ON =
      Set.of("PATH", "HOME", "USER", "LOGNAME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "SYSTEMROOT");

  /** The prefix of environment variables that an operator sets for the program. */
  private static final String OWN_PREFIX = "PLUGIN_";

  private PluginProcess(Process process, Executor executor, JsonReaderFactory readers) {
    this.process = process;
    this.executor = executor;
    this.readers = readers;
  }

  /**
   * Starts the program.
   *
   * @throws IOException if there is no such program
   */
  static PluginProcess start(List<String> command, Executor executor, JsonReaderFactory readers)
      throws IOException {
    PluginProcess plugin = new PluginProcess(process(command).start(), executor, readers);
    try {
      executor.execute(plugin::readAnswers);
      executor.execute(plugin::readErrors);
    } catch (RejectedExecutionException e) {
      plugin.destroy();
      throw e;
    }
    return plugin;
  }

  /**
   * Returns the program with only the variables that it needs of the relay's environment, which
   * holds passwords: the paths of programs and of the home folder, language, time zone, and those
   * with {@link #OWN_PREFIX}.
   */
  private static ProcessBuilder process(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .keySet()
        .removeIf(name ->
            !PASSED_ON.contains(name) && !name.startsWith("LC_") && !name.startsWith(OWN_PREFIX));
    return builder;
  }

  /** Returns true if the program can still answer. */
  boolean isAlive() {
    return !ended && process.isAlive();
  }

  /**
   * Asks about one event.
   *
   * @param line the question with its line feed
   * @return empty if there was no answer in time, or the program ended
   */
  Optional<Decision> exchange(String id, byte[] line, Duration timeout)
      throws InterruptedException {
    Question asked = new Question(id, new ArrayBlockingQueue<>(1));
    question = asked;
    try {
      if (ended) {
        return Optional.empty();
      }
      CountDownLatch done = new CountDownLatch(1);
      written = done;
      executor.execute(() -> write(line, asked, done));
      Optional<Decision> answer = asked.answer.poll(timeout.toNanos(), NANOSECONDS);
      if (answer == null) {
        LOG.log(Level.WARNING, () -> "the write policy did not answer in " + timeout);
        return Optional.empty();
      }
      return answer;
    } finally {
      question = null;
    }
  }

  private void write(byte[] line, Question asked, CountDownLatch done) {
    try {
      OutputStream out = process.getOutputStream();
      out.write(line);
      out.flush();
    } catch (IOException e) {
      LOG.log(Level.WARNING, () -> "the write policy does not read its input: " + e.getMessage());
      asked.answer.offer(Optional.empty());
    } finally {
      done.countDown();
    }
  }

  private void readAnswers() {
    try (InputStream in = process.getInputStream()) {
      BoundedLines lines = new BoundedLines(in, LINE_BYTES_MAX);
      for (var line = lines.next(); line.isPresent(); line = lines.next()) {
        answer(line.get());
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "the write policy's answers ended", e);
    } finally {
      ended = true; // set before the question is read, so that the next one sees it
      Question open = question;
      if (open != null) {
        open.answer.offer(Optional.empty());
      }
    }
  }

  private void answer(String line) {
    Question open = question;
    Optional<PluginAnswer> answer = PluginAnswer.parse(line, readers);
    if (open != null && answer.isPresent() && answer.get().id().equals(open.id)) {
      open.answer.offer(Optional.of(answer.get().decision()));
    } else {
      String kind = answer.isPresent() ? "an answer to no open question: " : "no answer: ";
      LOG.log(Level.WARNING, () -> "the write policy printed " + kind + cut(line));
    }
  }

  private void readErrors() {
    try (InputStream in = process.getErrorStream()) {
      BoundedLines lines = new BoundedLines(in, LOGGED_MAX);
      for (var line = lines.next(); line.isPresent(); line = lines.next()) {
        String text = line.get();
        LOG.log(Level.INFO, () -> "write policy: " + text);
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "the write policy's messages ended", e);
    }
  }

  private static String cut(String line) {
    return line.length() > LOGGED_MAX ? line.substring(0, LOGGED_MAX) + "…" : line;
  }

  /** Tells the program to end by closing its stdin, and kills it if that takes too long. */
  void finish(Duration patience) {
    List<ProcessHandle> family = process.descendants().toList();
    long end = System.nanoTime() + patience.toNanos();
    try {
      // A program that does not read blocks the write, for which closing would wait.
      if (written.await(patience.toNanos(), NANOSECONDS)) {
        process.getOutputStream().close();
        process.waitFor(end - System.nanoTime(), NANOSECONDS);
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "the write policy's stdin was closed before", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      family.forEach(ProcessHandle::destroyForcibly);
      destroy();
    }
  }

  /** Kills the program and the processes that it started. */
  void destroy() {
    List<ProcessHandle> family = process.descendants().toList();
    process.destroyForcibly();
    family.forEach(ProcessHandle::destroyForcibly);
  }
}
