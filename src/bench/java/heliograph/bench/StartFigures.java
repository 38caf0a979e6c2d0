package heliograph.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What a start of a relay took, in seconds from the command.
 *
 * @param serving until the first WebSocket was answered
 * @param ready until the relay said that it is ready
 * @param processor processor time of the relay until then
 * @param database processor time of its PostgreSQL until then
 * @param megabytes resident memory of the relay then
 * @param statistics until the database of the statistics was up; as ready if there are none
 * @param processorThen processor time of the relay until then
 * @param databaseThen processor time of its PostgreSQL until then
 */
record StartFigures(
    double serving,
    double ready,
    double processor,
    double database,
    double megabytes,
    double statistics,
    double processorThen,
    double databaseThen) {
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(3);
  private static final String DATABASE_UP = "heliograph_database_up";
  private static final boolean HAS_STATISTICS =
      !"false".equals(System.getenv("HELIOGRAPH_ANALYTICS_ENABLED"));

  /** Linux counts processor time in hundredths of a second for its users. */
  private static final double TICKS_PER_SECOND = 100;

  /** The index of the first of four times in {@code /proc/PID/stat}, behind the name. */
  private static final int TIMES = 11;

  /** Starts a relay with this data folder, and stops it. */
  static StartFigures measure(Path home, Path data) throws IOException, InterruptedException {
    Path log = data.resolve("relay.log");
    Files.deleteIfExists(log);
    long began = System.nanoTime();
    RelayProcess relay = new RelayProcess(home, data, RelayProcess.freePort(), Map.of());
    try {
      relay.awaitReady();
      double serving = since(began);
      while (!Files.readString(log).contains("Heliograph is ready")) {
        pause(relay, began, 20);
      }
      double ready = since(began);
      double processor = relay.processorSeconds();
      double database = databaseSeconds(data);
      double megabytes = ProcessFigures.of(relay.pid()).resident() / 1e6;
      while (HAS_STATISTICS && relay.figure(DATABASE_UP) != 1) {
        pause(relay, began, 200);
      }
      return new StartFigures(
          serving,
          ready,
          processor,
          database,
          megabytes,
          since(began),
          relay.processorSeconds(),
          databaseSeconds(data));
    } finally {
      relay.stop();
      awaitDatabaseEnd(data);
    }
  }

  /** Waits until the PostgreSQL of a stopped relay has ended too, a little later; three minutes. */
  private static void awaitDatabaseEnd(Path data) throws InterruptedException {
    long began = System.nanoTime();
    while (database(data).findAny().isPresent()) {
      if (System.nanoTime() - began > PATIENCE_NANOS) {
        throw new IllegalStateException("the relay's PostgreSQL does not end");
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private static double since(long began) {
    return (System.nanoTime() - began) / 1e9;
  }

  private static void pause(RelayProcess relay, long began, long millis)
      throws InterruptedException {
    if (!relay.isAlive() || System.nanoTime() - began > PATIENCE_NANOS) {
      throw new IllegalStateException("the relay does not become ready");
    }
    TimeUnit.MILLISECONDS.sleep(millis);
  }

  /** Returns the processor time of a data folder's PostgreSQL, with what has ended of it. */
  private static double databaseSeconds(Path data) {
    return database(data).mapToDouble(StartFigures::seconds).sum();
  }

  private static double seconds(ProcessHandle process) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      double ticks = 0;
      for (int i = TIMES; i < TIMES + 4; i++) {
        ticks += Double.parseDouble(fields[i]);
      }
      return ticks / TICKS_PER_SECOND;
    } catch (IOException e) {
      return 0; // it has ended
    }
  }

  /** Returns the processes that work in a data folder's cluster. */
  private static Stream<ProcessHandle> database(Path data) {
    Path folder = data.toAbsolutePath().resolve("analytics");
    return ProcessHandle.allProcesses().filter(process -> worksIn(process, folder));
  }

  private static boolean worksIn(ProcessHandle process, Path folder) {
    try {
      Path own = Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"));
      return own.startsWith(folder);
    } catch (IOException e) {
      return false; // another user's, or it has ended
    }
  }
}
