package heliograph.it;

import heliograph.TestFork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An Open Liberty that docs/deploy.md makes, starts and stops. */
final class OwnServer extends DeployedServer {
  private final int securePort;
  private final Path folder;
  private final ProcessHandle process;

  /** Runs the page up to and including its start of the server; {@code folder} is empty. */
  OwnServer(Path folder) throws IOException, InterruptedException {
    this(folder, UnaryOperator.identity());
  }

  /**
   * Runs the page up to and including its start of the server; {@code folder} is empty.
   *
   * @param changed makes the configuration from the page's
   */
  OwnServer(Path folder, UnaryOperator<String> changed) throws IOException, InterruptedException {
    this(folder, TestFork.freePort(), changed);
  }

  private OwnServer(Path folder, int securePort, UnaryOperator<String> changed)
      throws IOException, InterruptedException {
    super("Open Liberty", folder, TestFork.freePort(), environment(folder, securePort), "");
    this.folder = folder;
    this.securePort = securePort;
    run("", "Options of the JVM", "The server");
    configure(changed.apply(xml()));
    run("Start");
    String pid = Files.readString(folder.resolve("usr/servers/.pid/relays.pid")).strip();
    process = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  private static Map<String, String> environment(Path folder, int securePort) {
    String wlp =
        Path.of(System.getProperty("heliograph.it.wlp", "target/liberty/wlp")).toAbsolutePath()
            + "/bin";
    return Map.of(
        "HELIOGRAPH_ANALYTICS_ENABLED",
        "true", // the tests' own environment says no
        "PATH",
        wlp + ":" + System.getenv("PATH"),
        "JAVA_HOME",
        System.getProperty("java.home"),
        "WLP_USER_DIR",
        folder.resolve("usr").toString(),
        "DATA_FOLDER",
        folder.resolve("data").toString(),
        "HTTPS_PORT",
        "" + securePort);
  }

  /** Returns the folder of the server's configuration. */
  Path configuration() {
    return folder.resolve("usr/servers/relays");
  }

  /** Returns the text of the configuration. */
  String xml() throws IOException {
    return Files.readString(configuration().resolve("server.xml"));
  }

  /** Gives the server another configuration, which it takes up while it runs. */
  void configure(String xml) throws IOException {
    Path file = configuration().resolve("server.xml");
    Path fresh = Files.writeString(file.resolveSibling("server.xml.fresh"), xml);
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Returns a configuration with the features that the page calls enough, in place of its own.
   *
   * @param xml the page's configuration
   */
  static String withFewestFeatures(String xml) {
    try {
      String page = Files.readString(Path.of("docs/deploy.md"));
      Matcher list = Pattern.compile("needs these\\s+features only: ([^:]*?)\\.\n").matcher(page);
      if (!list.find()) {
        throw new AssertionError("the page names no features that are enough");
      }
      StringBuilder features = new StringBuilder();
      Matcher feature = Pattern.compile("`([a-zA-Z]+-[0-9.]+)`").matcher(list.group(1));
      while (feature.find()) {
        features.append("<feature>").append(feature.group(1)).append("</feature>");
      }
      return xml.replaceFirst(
          "(?s)(<featureManager>).*(</featureManager>)", "$1" + features + "$2");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  ProcessHandle process() {
    return process;
  }

  /** Returns what the server has logged. */
  String log() {
    try {
      return Files.readString(configuration().resolve("logs/messages.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI https(String path) {
    return URI.create("https://127.0.0.1:" + securePort + path);
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
      database().close();
    }
  }
}
