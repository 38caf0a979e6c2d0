package heliograph.it;

import static heliograph.Eventually.eventually;

import heliograph.TestFork;
import heliograph.cli.PayaraDomain;
import heliograph.cli.RunnablePage;
import heliograph.cli.Shell;
import heliograph.database.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.Driver;

/**
 * A Payara Server that the commands of docs/deploy.md set up, start and stop, without the launcher;
 * and a database to which it connects. Its domain is the distribution's, moved to the loopback
 * address and free ports.
 */
final class PayaraServer {
  /** What the tests' own environment sets for a relay of the launcher's. */
  private static final String OWN_SETTINGS =
      "unset HELIOGRAPH_DATA HELIOGRAPH_HTTP_HOST HELIOGRAPH_HTTP_PORT"
          + " HELIOGRAPH_ANALYTICS_ENABLED\n";

  private final TestDatabase database = new TestDatabase();
  private final Path folder;
  private final int port = TestFork.freePort();
  private final PayaraDomain domain;
  private final Map<String, RunnablePage> sections = new HashMap<>();
  private final Shell shell;

  /** Runs the page up to the health of two relays; {@code folder} is empty. */
  PayaraServer(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    domain = PayaraDomain.make(folder.resolve("domains"), port);
    String page = Files.readString(Path.of("docs/deploy.md"));
    Matcher part = Pattern.compile("(?s)\n## Payara Server 7\n(.*?)(?=\n## |$)").matcher(page);
    if (!part.find()) {
      throw new AssertionError("the page has no part about Payara");
    }
    for (String text : part.group(1).split("\n### ", -1)) {
      sections.put(text.lines().findFirst().orElse(""), new RunnablePage(text));
    }
    shell = new Shell(folder, environment());
    writeCommand();
    for (String section :
        new String[] {"The domain", "A data source of the domain", "Two relays", "Health"}) {
      run(section);
    }
  }

  private Map<String, String> environment() {
    String java = System.getProperty("java.home");
    var address = database.address();
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", folder.resolve("bin") + ":" + java + "/bin:" + System.getenv("PATH"));
    environment.put("AS_JAVA", java);
    environment.put("AS_ADMIN_PORT", "" + domain.administrationPort());
    environment.put("DOMAIN", domain.folder().toString());
    environment.put("WAR", folder.resolve("target/heliograph.war").toString());
    environment.put(
        "DRIVER", Driver.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    environment.put("DATA", folder.resolve("data").toString());
    environment.put("HTTP_PORT", "" + port);
    environment.put("HTTPS_PORT", "" + domain.httpsPort());
    environment.put("DATABASE_HOST", address.host());
    environment.put("DATABASE_PORT", "" + address.port());
    environment.put("DATABASE_NAME", address.database());
    environment.put("DATABASE_USER", address.user());
    environment.put("DATABASE_PASSWORD", address.password());
    return environment;
  }

  /** Makes the command {@code asadmin}, which looks for domains in this folder. */
  private void writeCommand() throws IOException {
    Path command = Files.createDirectory(folder.resolve("bin")).resolve("asadmin");
    String script =
        """
        #!/bin/sh
        case $1 in
          *-domain)
            command=$1
            shift
            exec '%1$s' "$command" --domaindir '%2$s' "$@"
            ;;
        esac
        exec '%1$s' "$@"
        """
            .formatted(
                PayaraDomain.home().orElseThrow().resolve("glassfish/bin/asadmin"),
                folder.resolve("domains"));
    Files.writeString(command, script);
    Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Runs a section of the page, and checks what it prints. */
  void run(String section) throws IOException, InterruptedException {
    RunnablePage page = sections.get(section);
    if (page == null || page.size() == 0) {
      throw new AssertionError("the page has nothing to run under: " + section);
    }
    page.run(shell, OWN_SETTINGS);
  }

  TestDatabase database() {
    return database;
  }

  ProcessHandle process() {
    return domain.process().orElseThrow();
  }

  String log() {
    return domain.log();
  }

  URI http(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  URI secureWebSocket(String path) {
    return URI.create("wss://127.0.0.1:" + domain.httpsPort() + path);
  }

  URI webSocket(String path) {
    return URI.create("ws://127.0.0.1:" + port + path);
  }

  HttpResponse<String> get(String path, String... headers) {
    return ApiClient.get(http(path), headers);
  }

  RelayClient client(String path) {
    return new RelayClient(webSocket(path));
  }

  /** Waits until the relay at a root, which ends with a slash, is ready. */
  void awaitReady(String root) {
    eventually(root + " to be ready", () -> status(root + "health/ready"), is -> is == 200);
  }

  private int status(String path) {
    try {
      return get(path).statusCode();
    } catch (UncheckedIOException e) {
      return 0;
    }
  }

  /** Stops it as the page says, and makes sure that it is gone. */
  void stop() throws IOException, InterruptedException {
    Optional<ProcessHandle> process = domain.process();
    try {
      run("Stop");
    } finally {
      process.ifPresent(left -> {
        left.destroyForcibly();
        left.onExit().join();
      });
      database.close();
    }
  }
}
