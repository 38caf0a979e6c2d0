package heliograph.store.lmdb;

import heliograph.store.lmdb.StoreCompaction.Step;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Another process at a store: one that dies while it compacts it, or one that reads it. */
public final class CompactionVictim {
  private static final String FOR_EVER = "for ever";
  private static final String READING = "reading";

  private CompactionVictim() {}

  /** What the process says once it is at work. */
  static final String AT_WORK = "at work";

  /** Compacts and ends without any cleaning up when {@code last} is reached. */
  static Process dyingAt(Path directory, Step last) throws IOException {
    return start(directory, last.name());
  }

  /** Compacts over and over. */
  static Process compactingForEver(Path directory) throws IOException {
    return start(directory, FOR_EVER);
  }

  /** Has the store open until its input ends. */
  static Process reading(Path directory) throws IOException {
    return start(directory, READING);
  }

  private static Process start(Path directory, String work) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (argument.startsWith("--")) {
        command.add(argument);
      }
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(CompactionVictim.class.getName(), directory.toString(), work));
    return new ProcessBuilder(command)
        .redirectError(new File(directory.toString(), "victim.log"))
        .start();
  }

  /** Takes the store's folder and the work to be done. */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    String work = arguments[1];
    if (work.equals(READING)) {
      try (var reader = new LmdbStoreReader(StoreFixture.config(directory), Clock.systemUTC())) {
        System.out.println(AT_WORK + " on " + reader.statistics().events());
        System.in.read();
      }
      return;
    }
    do {
      StoreCompaction.run(
          StoreFixture.config(directory),
          (step, bytes) -> {
            if (step == Step.MEASURED) {
              System.out.println(AT_WORK);
            }
            if (step.name().equals(work)) {
              Runtime.getRuntime().halt(9);
            }
          });
    } while (work.equals(FOR_EVER));
  }
}
