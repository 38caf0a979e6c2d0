package heliograph.it;

import heliograph.TestFork;
import heliograph.cli.PayaraDomain;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/**
 * A Payara Server that docs/deploy.md sets up, starts and stops. Its domain is the distribution's,
 * moved to the loopback address and free ports.
 */
final class PayaraServer extends DeployedServer {
  /** What the tests' own environment sets for a relay of the launcher's. */
  private static final String OWN_SETTINGS =
      "unset HELIOGRAPH_DATA HELIOGRAPH_HTTP_HOST HELIOGRAPH_HTTP_PORT"
          + " HELIOGRAPH_ANALYTICS_ENABLED\n";

  private final Path folder;
  private final PayaraDomain domain;

  /** Runs the page up to the health of two relays; {@code folder} is empty. */
  PayaraServer(Path folder) throws IOException, InterruptedException {
    this(folder, TestFork.freePort());
  }

  private PayaraServer(Path folder, int port) throws IOException, InterruptedException {
    this(folder, port, PayaraDomain.make(folder.resolve("domains"), port));
  }

  private PayaraServer(Path folder, int port, PayaraDomain domain)
      throws IOException, InterruptedException {
    super("Payara Server 7", folder, port, environment(folder, domain), OWN_SETTINGS);
    this.folder = folder;
    this.domain = domain;
    writeCommand();
    run("The domain", "A data source of the domain", "Two relays", "Health");
  }

  private static Map<String, String> environment(Path folder, PayaraDomain domain) {
    String java = System.getProperty("java.home");
    return Map.of(
        "PATH",
        folder.resolve("bin") + ":" + java + "/bin:" + System.getenv("PATH"),
        "AS_JAVA",
        java,
        "AS_ADMIN_PORT",
        "" + domain.administrationPort(),
        "DOMAIN",
        domain.folder().toString(),
        "DATA",
        folder.resolve("data").toString(),
        "HTTPS_PORT",
        "" + domain.httpsPort());
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

  @Override
  ProcessHandle process() {
    return domain.process().orElseThrow();
  }

  String log() {
    return domain.log();
  }

  URI secureWebSocket(String path) {
    return URI.create("wss://127.0.0.1:" + domain.httpsPort() + path);
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
      database().close();
    }
  }
}
