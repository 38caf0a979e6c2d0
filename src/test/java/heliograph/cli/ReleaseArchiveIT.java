package heliograph.cli;

import static heliograph.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.cli.Launcher.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code ./heliograph release} packs: checked and unpacked with the commands of SECURITY.md,
 * then used as somebody does who has downloaded it.
 */
class ReleaseArchiveIT {
  private static final Pattern COMMANDS =
      Pattern.compile("^```sh\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  @TempDir private static Path folder;

  private static Path archive = Path.of("");
  private static Path unpacked = Path.of("");
  private static String checked = "";

  @BeforeAll
  static void packAndUnpack() throws Exception {
    Outcome packed = Launcher.run(folder, "release");
    assertThat(packed.exitCode()).as(packed.output()).isZero();
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      for (Path file :
          files.filter(it -> it.getFileName().toString().contains(".tar.gz")).toList()) {
        Path download = folder.resolve(file.getFileName());
        Files.move(file, download);
        archive = download.toString().endsWith(".gz") ? download : archive;
      }
    }
    Matcher commands = COMMANDS.matcher(Files.readString(Path.of("SECURITY.md")));
    assertThat(commands.find()).isTrue();
    checked = shell(commands.group(1));
    String name = archive.getFileName().toString();
    unpacked = folder.resolve(name.substring(0, name.length() - ".tar.gz".length()));
  }

  @AfterAll
  static void nothingIsLeft() throws IOException {
    Files.deleteIfExists(archive); // half a gigabyte
  }

  @Test
  void archive_isWhatItsChecksumSays_oneThatWasChangedIsNot() throws Exception {
    String name = archive.getFileName().toString();
    assertThat(checked).contains(name + ": OK").contains("heliograph.cdx.json: OK");
    Path folderOfOther = Files.createDirectories(folder.resolve("other"));
    Files.copy(Path.of(archive + ".sha256"), folderOfOther.resolve(name + ".sha256"));
    Files.writeString(folderOfOther.resolve(name), "another archive");
    assertThat(shell("cd other && sha256sum -c " + name + ".sha256 || echo refused"))
        .contains(name + ": FAILED")
        .endsWith("refused\n");
  }

  @Test
  void bill_isThatOfTheBuild_andNamesEveryJarOfTheArchive() throws Exception {
    assertThat(unpacked.resolve("bill.json")) // as SECURITY.md calls it
        .content()
        .isEqualTo(Files.readString(Path.of("target", "heliograph.cdx.json")));
    Set<String> listed = new TreeSet<>();
    Matcher value =
        Pattern.compile("\"value\": ?\"([^\"]+\\.jar)\"")
            .matcher(Files.readString(unpacked.resolve("bill.json")));
    while (value.find()) {
      listed.add(value.group(1));
    }
    Path target = unpacked.resolve("target");
    Path server = target.resolve("liberty"); // whose jars are the one component Open Liberty
    try (Stream<Path> files = Files.walk(unpacked)) {
      Set<String> packed = new TreeSet<>();
      for (Path file : files.filter(it -> it.toString().endsWith(".jar")).toList()) {
        if (!file.startsWith(server)) {
          String path = target.relativize(file).toString();
          packed.add(path.startsWith("heliograph/") ? path.substring(11) : path);
        }
      }
      assertThat(packed).isEqualTo(listed);
    }
  }

  @Test
  void relayOfTheArchive_runsWithoutSourceMavenOrBuild() throws Exception {
    int port = Launcher.freePort();
    Path log = folder.resolve("relay.log");
    ProcessBuilder command =
        new ProcessBuilder("./heliograph", "run", "--port", "" + port, "--data", folder + "/data")
            .directory(unpacked.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    command.environment().remove("HELIOGRAPH_BUILD");
    Process relay = command.start();
    try {
      eventually(
          "the relay to say that it is ready",
          () -> said(log),
          text -> text.contains("Heliograph is ready: ws://127.0.0.1:" + port + "/"));
    } finally {
      relay.destroy();
      assertThat(relay.waitFor(3, TimeUnit.MINUTES)).isTrue();
    }
    assertThat(Files.readString(log)).doesNotContain("building");
  }

  @Test
  void measuringToolsOfTheArchive_run() throws Exception {
    Path name = folder.relativize(unpacked);
    assertThat(shell(name + "/heliograph bench graph --accounts 500000 --follows 6000000"))
        .contains("precision");
    assertThat(shell(name + "/heliograph torture --help")).contains("SIGKILL");
    assertThat(shell(name + "/heliograph soak --help")).contains("--kill-every");
  }

  @Test
  void archive_holdsNoSecretsOfTheBuild() throws Exception {
    try (Stream<Path> files = Files.walk(unpacked)) {
      assertThat(files.map(it -> it.getFileName().toString()))
          .doesNotContain("server.env", "relay.key", "workarea", "logs");
    }
  }

  private static String said(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What {@code commands} print in the folder of the download. */
  private static String shell(String commands) throws IOException, InterruptedException {
    Path log = Files.createTempFile(folder, "shell", ".log");
    Process shell =
        new ProcessBuilder("sh", "-ec", commands)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(shell.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return Files.readString(log, UTF_8);
  }
}
