package heliograph.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The attackers in a process of their own, which says when they begin and, at its end, what they
 * have done. Thread-safe.
 */
final class AttackProcess implements HostileRun.Attackers {
  private final Process process;
  private final List<String> output = new ArrayList<>();
  private final Thread reader;
  private volatile boolean begun;

  /** Starts the process with the output that {@link AttackCommand} writes. */
  AttackProcess(ProcessBuilder command) throws IOException {
    process = command.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    reader = Thread.startVirtualThread(this::read);
  }

  private void read() {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.equals(AttackCommand.READY)) {
          begun = true;
        } else {
          output.add(line);
        }
      }
    } catch (IOException e) {
      output.add("the attackers' output cannot be read: " + e.getMessage());
    }
  }

  @Override
  public boolean haveBegun() {
    return begun || isOver();
  }

  @Override
  public boolean isOver() {
    return !process.isAlive();
  }

  /** Waits a minute for the end, then ends it; returns what the attackers have done. */
  List<String> end() throws InterruptedException {
    if (!process.waitFor(1, TimeUnit.MINUTES)) {
      process.destroy();
    }
    reader.join();
    return List.copyOf(output);
  }
}
