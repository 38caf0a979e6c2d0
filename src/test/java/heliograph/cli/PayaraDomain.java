package heliograph.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.TestFork;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A domain of Payara Server 7: the one that the distribution brings, with free ports on the
 * loopback address and without what a test has no use for. Where the build runs the tests on Payara
 * (profile {@code payara}), {@link Launcher} starts each relay on a copy of such a domain, which
 * {@link PayaraTemplate} has prepared. Thread-safe.
 */
public final class PayaraDomain {
  private static final String NAME = "domain1";

  /** A file with the ports of a domain, beside it. */
  private static final String MADE = "ports";

  private static final Path COPIES = TestFork.folder("payara-domains");
  private static final AtomicInteger COUNT = new AtomicInteger();

  /** The server reads passwords from its input, to the end. */
  private static final File NOTHING = new File("/dev/null");

  private static final String SHELLS = "-Dorg.glassfish.additionalOSGiBundlesToStart=";
  private static final String HAZELCAST = "<hazelcast-config-specific-configuration";

  private final Path folder;
  private final Ports ports;

  /** What the domain listens on: HTTP, HTTP over TLS, administration, and the rest. */
  record Ports(int http, int https, int administration, List<Integer> others) {
    static final Ports USUAL =
        new Ports(8080, 8181, 4848, List.of(8686, 3700, 3820, 3920, 6666, 7676));

    static Ports free(int http) throws IOException {
      List<Integer> others = new ArrayList<>();
      for (int i = 0; i < USUAL.others.size(); i++) {
        others.add(TestFork.freePort());
      }
      return new Ports(http, TestFork.freePort(), TestFork.freePort(), others);
    }

    private List<Integer> all() {
      List<Integer> all = new ArrayList<>(List.of(http, https, administration));
      all.addAll(others);
      return all;
    }

    /** Replaces the ports of a configuration by these. */
    String in(String configuration, Ports before) {
      String changed = configuration;
      for (int i = 0; i < all().size(); i++) {
        int was = before.all().get(i);
        int is = all().get(i);
        changed =
            changed
                .replace("\"" + was + "\"", "\"" + is + "\"")
                .replace("port=" + was + "<", "port=" + is + "<");
      }
      return changed;
    }
  }

  PayaraDomain(Path folder, Ports ports) {
    this.folder = folder;
    this.ports = ports;
  }

  /** Returns the domain that was made in {@code domains}. */
  static PayaraDomain at(Path domains) throws IOException {
    List<Integer> made =
        Files.readAllLines(domains.resolve(MADE)).stream().map(Integer::valueOf).toList();
    return new PayaraDomain(
        domains.resolve(NAME),
        new Ports(made.get(0), made.get(1), made.get(2), made.subList(3, made.size())));
  }

  /** Where Payara is; empty where the tests run on Open Liberty. */
  public static Optional<Path> home() {
    return Optional.ofNullable(System.getProperty("heliograph.it.payara"))
        .filter(path -> !path.isEmpty())
        .map(path -> Path.of(path).toAbsolutePath());
  }

  /** Makes a domain in {@code domains} that was never started, with HTTP at {@code port}. */
  public static PayaraDomain make(Path domains, int port) throws IOException {
    Path folder = domains.resolve(NAME);
    Folder.copy(original(), folder);
    PayaraDomain domain = new PayaraDomain(folder, Ports.free(port));
    String xml = domain.configuration();
    int begin = xml.indexOf("<config name=\"server-config\">");
    int end = xml.indexOf("</config>", begin);
    String config =
        domain
            .ports
            .in(xml.substring(begin, end), Ports.USUAL)
            .replace("0.0.0.0", "127.0.0.1")
            .replace("<network-listener port", "<network-listener address=\"127.0.0.1\" port")
            .replace(HAZELCAST, HAZELCAST + " enabled=\"false\"")
            .replace("<jms-service type=\"EMBEDDED\"", "<jms-service type=\"DISABLED\"")
            .replaceFirst("(<jms-host [^>]*lazy-init=)\"true\"", "$1\"false\"")
            .replaceFirst(SHELLS + "[^<]*", SHELLS);
    domain.configure(xml.substring(0, begin) + config + xml.substring(end));
    Files.write(domains.resolve(MADE), domain.ports.all().stream().map(String::valueOf).toList());
    return domain;
  }

  /** Makes a domain in {@code folder} with the shipped WAR at its root, as the page says. */
  public static PayaraDomain prepared(Path folder, int port) throws IOException {
    return PayaraTemplate.copy(folder, Ports.free(port));
  }

  /** Starts a relay as {@code ./heliograph run} with these options would. */
  static Process startRelay(Path log, Map<String, String> environment, List<String> options)
      throws IOException {
    Map<String, String> settings = new HashMap<>(environment);
    for (int i = 0; i + 1 < options.size(); i += 2) {
      settings.put(variable(options.get(i)), options.get(i + 1));
    }
    settings.put("HELIOGRAPH_EXIT_ON_FAILURE", "true");
    int port = Integer.parseInt(settings.getOrDefault("HELIOGRAPH_HTTP_PORT", "7447"));
    PayaraDomain domain =
        PayaraTemplate.copy(COPIES.resolve("" + COUNT.incrementAndGet()), Ports.free(port));
    Optional.ofNullable(settings.get("HELIOGRAPH_HTTP_ADMIN_PORT"))
        .filter(operators -> !operators.equals("-1"))
        .ifPresent(domain::openForOperators);
    Process relay =
        domain.start(log, settings, settings.getOrDefault("HELIOGRAPH_HEAP", "1g"), List.of());
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          relay.onExit().join();
          Folder.remove(domain.folder);
        });
    return relay;
  }

  private static String variable(String option) {
    String name = option.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
    return List.of("PORT", "HOST", "ADMIN_PORT").contains(name)
        ? "HELIOGRAPH_HTTP_" + name
        : "HELIOGRAPH_" + name;
  }

  private static Path original() {
    return home().orElseThrow().resolve("glassfish/domains").resolve(NAME);
  }

  Ports ports() {
    return ports;
  }

  /** The folder of the domain. */
  public Path folder() {
    return folder;
  }

  /** The port at which {@code asadmin} reaches the domain. */
  public int administrationPort() {
    return ports.administration;
  }

  /** The port at which the domain speaks HTTP over TLS. */
  public int httpsPort() {
    return ports.https;
  }

  /** What the domain has logged. */
  public String log() {
    try {
      return Files.readString(folder.resolve("logs/server.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The process of the domain, if it runs. */
  public Optional<ProcessHandle> process() {
    try {
      Path pid = folder.resolve("config/pid");
      return Files.exists(pid)
          ? ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String configuration() throws IOException {
    return Files.readString(folder.resolve("config/domain.xml"));
  }

  void configure(String xml) throws IOException {
    Files.writeString(folder.resolve("config/domain.xml"), xml);
  }

  /** Has the second listener speak plain HTTP, for operators. */
  private void openForOperators(String port) {
    try {
      String second = "<network-listener [^>]*name=\"http-listener-2\"[^>]*>";
      String listener =
          Stream.of(configuration().split("(?=<network-listener )", -1))
              .filter(part -> part.matches("(?s)" + second + ".*"))
              .findFirst()
              .orElseThrow();
      configure(
          configuration()
              .replace(
                  listener,
                  listener
                      .replace("\"" + ports.https + "\"", "\"" + port + "\"")
                      .replace("protocol=\"http-listener-2\"", "protocol=\"http-listener-1\"")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts the domain in the foreground, as an administrator of a server does. */
  public Process start(Path log, Map<String, String> environment) throws IOException {
    return start(log, environment, "1g", List.<String>of());
  }

  /** Stops the domain by {@code asadmin}. */
  public void stop() {
    try {
      String parent = folder.resolveSibling("").toString();
      Process asadmin = asadmin("stop-domain", "--domaindir", parent, "" + folder.getFileName());
      String output = new String(asadmin.getInputStream().readAllBytes(), UTF_8);
      if (asadmin.waitFor() != 0) {
        throw new AssertionError(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Process asadmin(String... words) throws IOException {
    List<String> command =
        new ArrayList<>(List.of(home().orElseThrow().resolve("glassfish/bin/asadmin").toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("AS_JAVA", System.getProperty("java.home"));
    return builder.start();
  }

  /** Starts the domain in the foreground; {@code log} gets what it prints. */
  Process start(Path log, Map<String, String> environment, String heap, List<String> options)
      throws IOException {
    List<String> command = new ArrayList<>();
    for (String word : Command.WORDS) {
      String own = word.replace(original().toString(), folder.toString());
      if (own.startsWith(SHELLS)) {
        command.add(SHELLS);
      } else {
        command.add(own.startsWith("-Xmx") ? "-Xmx" + heap : own);
      }
    }
    command.addAll(options);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(NOTHING)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** What {@code asadmin start-domain --verbose} runs for the domain of the distribution. */
  private static final class Command {
    static final List<String> WORDS = words();

    private static List<String> words() {
      try {
        Process process = asadmin("start-domain", "--dry-run", NAME);
        List<String> lines =
            new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
        int first = 0;
        while (!lines.get(first).endsWith("/bin/java")) {
          first++;
        }
        int last = first;
        while (!lines.get(last).isBlank()) {
          last++;
        }
        List<String> words = new ArrayList<>(lines.subList(first, last));
        words.set(words.indexOf("-verbose") + 1, "true");
        return List.copyOf(words);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
