package heliograph.analytics;

import heliograph.database.Database;
import heliograph.database.DatabaseServer;
import heliograph.database.DatabaseServer.Address;
import heliograph.database.TestDatabase;
import heliograph.metrics.InMemoryMeters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Another process that publishes and counts until it is killed. */
public final class FeedVictim {
  /** Where a PostgreSQL of this process's own would be; there must be none. */
  static final Path POSTGRES = Path.of("target/postgres-feed-victim");

  private static final String LOG = "victim.log";

  private FeedVictim() {}

  /** Starts it; it says {@code !} when it has published its first hundred events. */
  static Process start(Path folder, Address database, long seed) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m"); // a process beside two test processes and their databases
    command.add("-Dheliograph.fork=feed-victim");
    for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (argument.startsWith("--")) {
        command.add(argument);
      }
    }
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), FeedVictim.class.getName()));
    command.addAll(
        List.of(
            folder.toString(),
            Integer.toString(database.port()),
            database.database(),
            database.password(),
            Long.toString(seed)));
    return new ProcessBuilder(command).redirectError(folder.resolve(LOG).toFile()).start();
  }

  /** Returns what the process last started in {@code folder} wrote to its error stream. */
  static String log(Path folder) {
    try {
      return Files.readString(folder.resolve(LOG));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes folder, port, database, password and seed. */
  public static void main(String[] arguments) throws InterruptedException {
    Address address =
        new Address(
            "127.0.0.1", Integer.parseInt(arguments[1]), arguments[2], "postgres", arguments[3]);
    Random random = new Random(Long.parseLong(arguments[4]));
    TestStore store = new TestStore(Path.of(arguments[0]));
    Database database =
        new Database(
            DatabaseServer.at(address),
            TestDatabase.config(Map.of()).database(),
            new InMemoryMeters(),
            TestDatabase.threads());
    database.start();
    FeedFixture feed = new FeedFixture(store, database);
    feed.start();
    if (!database.awaitUp(Duration.ofMinutes(3))) {
      throw new AssertionError("no database");
    }
    feed.publish(random, 100);
    System.out.print('!');
    System.out.flush();
    while (true) {
      feed.publish(random, 50);
    }
  }
}
