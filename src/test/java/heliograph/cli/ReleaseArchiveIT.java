package heliograph.cli;

import static heliograph.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.cli.Launcher.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
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

  /** Makes the root of an image in a mount namespace of its own, and runs the entry point there. */
  private static final String IMAGE =
      """
      root=$1 archive=$2 java=$3
      mount -t tmpfs tmpfs "$root"
      cd "$root"
      mkdir -p usr etc proc dev tmp data opt/heliograph opt/java
      for link in bin lib lib64 sbin; do ln -s "usr/$link" "$link"; done
      cp -a /etc/alternatives /etc/ld.so.* etc
      mount --bind /usr usr
      mount --rbind /proc proc
      mount --rbind /dev dev
      mount --bind "$archive" opt/heliograph
      mount -o remount,bind,ro opt/heliograph
      mount --bind "$java" opt/java
      mount -t tmpfs -o size=64m tmpfs tmp
      chmod 1777 tmp
      mount -t tmpfs -o uid=10001,gid=10001,mode=700 tmpfs data
      printf 'root:x:0:0::/root:/bin/sh\\nheliograph:x:10001:10001::/data:/bin/sh\\n' >etc/passwd
      mount -o remount,ro "$root"
      exec chroot "$root" /usr/bin/setpriv --reuid=10001 --regid=10001 --clear-groups \
        /usr/bin/env -i PATH=/opt/heliograph/bin:/opt/java/bin:/usr/bin HELIOGRAPH_DATA=/data \
        HELIOGRAPH_HTTP_HOST=127.0.0.1 HELIOGRAPH_HTTP_PORT="$4" HELIOGRAPH_HTTP_ADMIN_PORT="$5" \
        heliograph run
      """;

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
    Path built = unpacked.resolve("lib");
    Path server = built.resolve("liberty"); // whose jars are the one component Open Liberty
    try (Stream<Path> files = Files.walk(unpacked)) {
      Set<String> packed = new TreeSet<>();
      for (Path file : files.filter(it -> it.toString().endsWith(".jar")).toList()) {
        if (!file.startsWith(server)) {
          String path = built.relativize(file).toString();
          packed.add(path.startsWith("heliograph/") ? path.substring(11) : path);
        }
      }
      assertThat(packed).isEqualTo(listed);
    }
  }

  /**
   * Somebody else than who unpacked it, where nothing may be written, in a folder with a space and
   * an umlaut, with a Java that has no compiler, in a locale that is not UTF-8.
   */
  @Test
  void relayOfTheArchive_runsForAnotherUser() throws Exception {
    boolean root = "root".equals(System.getProperty("user.name"));
    Path place = Files.createDirectories(folder.resolve("Gro\u00df r\u00e4umig"));
    Path moved = Files.move(unpacked, place.resolve("heliograph"));
    Path java = runtime();
    Path data = Files.createDirectories(folder.resolve("Daten \u00fc"));
    int port = Launcher.freePort();
    Path log = folder.resolve("relay.log");
    try {
      shell("chmod -R a-w '" + moved + "'; chmod a+rx .");
      List<String> line = new ArrayList<>();
      if (root) {
        shell("chown 65534:65534 '" + data + "'");
        line.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
      }
      line.addAll(List.of(moved.resolve("bin/heliograph").toString(), "run"));
      line.addAll(List.of("--port", "" + port, "--data", data.toString()));
      ProcessBuilder command =
          new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile());
      command.environment().remove("HELIOGRAPH_BUILD");
      command.environment().put("JAVA_HOME", java.toString());
      command.environment().put("LC_ALL", "C");
      Process relay = command.start();
      try {
        eventually(
            "the relay to say that it is ready",
            () -> said(log),
            text ->
                text.contains("\nHeliograph is ready: ws://127.0.0.1:" + port + "/")
                    || !relay.isAlive());
      } finally {
        relay.destroy();
        assertThat(relay.waitFor(3, TimeUnit.MINUTES)).isTrue();
      }
      assertThat(said(log)).contains("is ready").doesNotContain("building", "WARNING");
      assertThat(shell("find '" + moved + "' -newer '" + log + "'")).isEmpty();
      assertThat(shell("find '" + data + "' -mindepth 1 -perm /077")).as("private files").isEmpty();
    } finally {
      shell("chmod -R u+w '" + moved + "'");
      Files.move(moved, unpacked);
    }
  }

  /**
   * The root file system that the Dockerfile's last stage makes, without an engine: the archive, a
   * JRE, user 10001, nothing that can be written but /tmp and /data.
   */
  @Test
  void layoutOfTheImage_onAReadOnlyRoot_runs() throws Exception {
    Assumptions.assumeTrue(
        shell("unshare --mount true && echo mounts").equals("mounts\n"),
        "needs the right to mount");
    assertThat(Path.of("Dockerfile"))
        .content()
        .contains(
            "COPY --from=build /release /opt/heliograph\n",
            "--uid 10001 --home-dir /data",
            "PATH=/opt/heliograph/bin:$PATH",
            "HELIOGRAPH_DATA=/data\n",
            "RUN heliograph prepare || true\nUSER 10001\n",
            "ENTRYPOINT [\"heliograph\"]\nCMD [\"run\"]\n");
    Path root = Files.createDirectories(folder.resolve("root"));
    Path script = Files.writeString(folder.resolve("image.sh"), IMAGE);
    int port = Launcher.freePort();
    int adminPort = Launcher.freePort();
    Path log = folder.resolve("image.log");
    Process relay =
        new ProcessBuilder(
                "unshare",
                "--mount",
                "sh",
                "-eu",
                script.toString(),
                root.toString(),
                unpacked.toString(),
                runtime().toString(),
                "" + port,
                "" + adminPort)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      eventually(
          "the relay to be ready for its health check",
          () -> unchecked("curl -fsS http://127.0.0.1:" + adminPort + "/health/ready || true"),
          text -> text.contains("\"status\":\"UP\"") || !relay.isAlive());
      eventually(
          "the relay to say so",
          () -> said(log),
          text -> text.contains("is ready: ws://127.0.0.1:" + port) || !relay.isAlive());
      assertThat(relay.isAlive()).as(said(log)).isTrue();
    } finally {
      relay.destroy();
      assertThat(relay.waitFor(3, TimeUnit.MINUTES)).as(said(log)).isTrue();
    }
  }

  private static String unchecked(String commands) {
    try {
      return shell(commands);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A Java that runs programs and compiles none, as images and packages of a JRE have it. */
  private static Path runtime() throws Exception {
    Path java = folder.resolve("jre");
    if (Files.exists(java)) {
      return java;
    }
    String jlink = System.getProperty("java.home") + "/bin/jlink";
    String modules =
        "java.se,jdk.crypto.ec,jdk.localedata,jdk.management,jdk.management.agent,jdk.naming.dns,"
            + "jdk.naming.rmi,jdk.net,jdk.security.jgss,jdk.unsupported,jdk.zipfs";
    shell("'" + jlink + "' --no-header-files --add-modules " + modules + " --output " + java);
    assertThat(java.resolve("bin/javac")).doesNotExist();
    return java;
  }

  /** The first section of docs/install.md, in a folder with the download alone. */
  @Test
  void archive_isInstalledAsThePageSays() throws Exception {
    String page = Files.readString(Path.of("docs", "install.md"));
    String section = page.substring(page.indexOf("## The archive"), page.indexOf("## systemd"));
    Path fresh = Files.createDirectories(folder.resolve("install"));
    for (String suffix : List.of("", ".sha256")) {
      Path file = Path.of(archive + suffix);
      Files.createLink(fresh.resolve(file.getFileName()), file);
    }
    RunnablePage install = new RunnablePage(section);
    assertThat(install.size()).isGreaterThanOrEqualTo(2);
    install.run(
        new Shell(
            fresh,
            Map.of(
                "PORT", Integer.toString(Launcher.freePort()),
                "DIR", fresh.resolve("tour").toString(),
                "HELIOGRAPH_ANALYTICS_ENABLED", "true")),
        "");
  }

  @Test
  void measuringToolsOfTheArchive_run() throws Exception {
    Path name = folder.relativize(unpacked);
    assertThat(shell(name + "/bin/heliograph bench graph --accounts 500000 --follows 6000000"))
        .contains("precision");
    assertThat(shell(name + "/bin/heliograph torture --help")).contains("SIGKILL");
    assertThat(shell(name + "/bin/heliograph soak --help")).contains("--kill-every");
  }

  @Test
  void archive_holdsNoSecretsOfTheBuild() throws Exception {
    try (Stream<Path> files = Files.walk(unpacked)) {
      assertThat(files.map(it -> it.getFileName().toString()))
          .doesNotContain("server.env", "relay.key", "workarea", "logs", "heliograph-it");
    }
  }

  @Test
  void archive_isForEveryUser_andHoldsTheServerThatIsUsed() throws Exception {
    assertThat(shell("find '" + unpacked + "' ! -perm -444")).isEmpty();
    assertThat(shell("find '" + unpacked + "' -perm /022")).isEmpty();
    assertThat(Files.size(archive)).as("bytes").isLessThan(200L << 20);
  }

  @Test
  void launcherOfTheArchive_isThatOfTheSource() throws Exception {
    assertThat(unpacked.resolve("bin/heliograph")).hasSameBinaryContentAs(Path.of("heliograph"));
    String name = folder.relativize(unpacked).toString();
    assertThat(shell(name + "/bin/heliograph run --help")).startsWith("Usage: bin/heliograph run ");
    assertThat(shell(name + "/bin/heliograph test || echo refused"))
        .contains("this is a release", "refused");
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
