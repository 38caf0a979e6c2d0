package heliograph.it;

import heliograph.TestFork;
import heliograph.cli.RunnablePage;
import heliograph.cli.Shell;
import heliograph.database.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.Driver;

/**
 * An Open Liberty that is made, started and stopped by the commands of docs/deploy.md, without the
 * launcher; and a database to which it connects.
 */
final class OwnServer {
  private final TestDatabase database = new TestDatabase();
  private final int port = TestFork.freePort();
  private final int securePort = TestFork.freePort();
  private final Path folder;
  private final Map<String, RunnablePage> sections = new HashMap<>();
  private final Shell shell;
  private final ProcessHandle process;

  /** Runs the page up to and including its start of the server; {@code folder} is empty. */
  OwnServer(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    String page = Files.readString(Path.of("docs/deploy.md"));
    Matcher part = Pattern.compile("(?s)\n## Open Liberty\n(.*?)(?=\n## |$)").matcher(page);
    if (!part.find()) {
      throw new AssertionError("the page has no part about Open Liberty");
    }
    String[] texts = part.group(1).split("\n### ", -1);
    sections.put("", new RunnablePage(texts[0]));
    for (int i = 1; i < texts.length; i++) {
      sections.put(texts[i].lines().findFirst().orElseThrow(), new RunnablePage(texts[i]));
    }
    shell = new Shell(folder, environment());
    for (String section : new String[] {"", "Options of the JVM", "The server", "Start"}) {
      run(section);
    }
    String pid = Files.readString(folder.resolve("usr/servers/.pid/relays.pid")).strip();
    process = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  private Map<String, String> environment() {
    String wlp =
        Path.of(System.getProperty("heliograph.it.wlp", "target/liberty/wlp")).toAbsolutePath()
            + "/bin";
    String driver = Driver.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    var address = database.address();
    Map<String, String> environment = new HashMap<>();
    environment.put("HELIOGRAPH_ANALYTICS_ENABLED", "true"); // the tests' own environment says no
    environment.put("PATH", wlp + ":" + System.getenv("PATH"));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("WLP_USER_DIR", folder.resolve("usr").toString());
    environment.put("WAR", folder.resolve("target/heliograph.war").toString());
    environment.put("DRIVER", driver);
    environment.put("DATA_FOLDER", folder.resolve("data").toString());
    environment.put("HTTP_PORT", "" + port);
    environment.put("HTTPS_PORT", "" + securePort);
    environment.put("DATABASE_HOST", address.host());
    environment.put("DATABASE_PORT", "" + address.port());
    environment.put("DATABASE_NAME", address.database());
    environment.put("DATABASE_USER", address.user());
    environment.put("DATABASE_PASSWORD", address.password());
    return environment;
  }

  /** Runs a section of the page, and checks what it prints. */
  void run(String section) throws IOException, InterruptedException {
    RunnablePage page = sections.get(section);
    if (page == null || page.size() == 0) {
      throw new AssertionError("the page has nothing to run under: " + section);
    }
    page.run(shell, "");
  }

  TestDatabase database() {
    return database;
  }

  /** Returns the folder of the server's configuration. */
  Path configuration() {
    return folder.resolve("usr/servers/relays");
  }

  /** Returns what the server has logged. */
  String log() {
    try {
      return Files.readString(configuration().resolve("logs/messages.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI http(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  URI https(String path) {
    return URI.create("https://127.0.0.1:" + securePort + path);
  }

  URI webSocket(String path) {
    return URI.create("ws://127.0.0.1:" + port + path);
  }

  HttpResponse<String> get(String path, String... headers) {
    return ApiClient.get(http(path), headers);
  }

  /** Returns the status of the answer to a GET; 0 while nothing answers. */
  int status(String path) {
    try {
      return get(path).statusCode();
    } catch (UncheckedIOException e) {
      return 0;
    }
  }

  RelayClient client(String path) {
    return new RelayClient(webSocket(path));
  }

  /** Runs the page's end of the server; ends it by force where that does not. */
  void close() throws IOException, InterruptedException {
    try {
      run("Stop");
    } finally {
      if (process.isAlive()) {
        process.destroyForcibly();
        process.onExit().join();
      }
      database.close();
    }
  }
}
