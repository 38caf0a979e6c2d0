package heliograph.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.SmallDisk;
import heliograph.cli.Launcher.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Starts that cannot succeed: each ends by itself with a code that is not 0 and a sentence that
 * says what to change, and none with a stack trace.
 */
class FailedStartIT {
  private static final Map<String, String> WITHOUT_DATABASE =
      Map.of("HELIOGRAPH_ANALYTICS_ENABLED", "false");

  @TempDir private Path folder;

  /** The output of a start that fails, with {@code options} and a data folder of its own. */
  private String failed(Map<String, String> environment, String... options) throws Exception {
    return failed(environment, folder.resolve("data"), options);
  }

  private String failed(Map<String, String> environment, Path data, String... options)
      throws Exception {
    return told(said(environment, data, options));
  }

  private Outcome said(Map<String, String> environment, Path data, String... options)
      throws Exception {
    List<String> arguments = new ArrayList<>(List.of("run", "--data", data.toString()));
    if (Stream.of(options).noneMatch(option -> option.startsWith("--port"))) {
      arguments.addAll(List.of("--port", "" + Launcher.freePort()));
    }
    arguments.addAll(List.of(options));
    return Launcher.run(folder, environment, arguments.toArray(String[]::new));
  }

  private static String told(Outcome outcome) {
    assertThat(outcome.exitCode()).as(outcome.output()).isNotZero();
    assertThat(outcome.output()).doesNotContain("\tat ", "is ready");
    return outcome.output();
  }

  @Test
  void addressOfAnotherMachine_isNamed() throws Exception {
    assertThat(failed(WITHOUT_DATABASE, "--host", "203.0.113.9"))
        .contains("cannot listen on 203.0.113.9 port ", "--host");
  }

  @Test
  void settings_thatAreAFolder_areNamed() throws Exception {
    assertThat(failed(WITHOUT_DATABASE, "--config", folder.toString()))
        .isEqualTo(
            "heliograph: the settings file %s is a folder; name the .properties file in it\n"
                .formatted(folder));
  }

  @Test
  void settings_thatCannotBeRead_areNamed() throws Exception {
    Path settings =
        Files.writeString(folder.resolve("x.properties"), "heliograph.relay.name=\\u12");
    assertThat(failed(WITHOUT_DATABASE, "--config", settings.toString()))
        .contains("cannot start: the settings file " + settings + " has a broken \\u escape");
  }

  @Test
  void options_withoutAValue_areNamed() throws Exception {
    for (String option : List.of("--port=", "--host=", "--config=", "--mode=", "--admin-port=")) {
      assertThat(failed(WITHOUT_DATABASE, option))
          .startsWith("heliograph: run: " + option.replace("=", "") + " needs a value;");
    }
  }

  @Test
  void dataFolder_inUse_isNamedWithTheProcess() throws Exception {
    Path data = Files.createDirectories(folder.resolve("data"));
    Process relay = Launcher.startRelay(WITHOUT_DATABASE, data, Launcher.freePort());
    try {
      assertThat(failed(WITHOUT_DATABASE, data))
          .isEqualTo(
              "heliograph: the data folder %s is in use by process %d; stop that or name another folder with --data\n"
                  .formatted(data, relay.pid()));
    } finally {
      relay.destroy();
      relay.waitFor();
    }
  }

  @Test
  void dataFolder_ofAnotherUser_isNamed() throws Exception {
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(as(65_534, WITHOUT_DATABASE, data))
        .contains("cannot write in " + data + "/. as user nobody;", "chown");
    assertThat(as(65_534, WITHOUT_DATABASE, data.resolve("within")))
        .contains("cannot create the data folder " + data.resolve("within"), "--data");
  }

  @Test
  void user_whoCannotHaveADatabase_isToldSo() throws Exception {
    Path data = Files.createDirectories(folder.resolve("data"));
    assertThat(as(12_345, Map.of("HELIOGRAPH_ANALYTICS_ENABLED", "true"), data))
        .contains("PostgreSQL does not run as user 12345, who has no name", "DB_HOST");
  }

  @Test
  void root_withoutUnshare_isToldSo() throws Exception {
    Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    Path programs = Files.createDirectories(folder.resolve("programs"));
    for (String program :
        List.of("sh", "awk", "cat", "dirname", "id", "readlink", "sed", "tail", "tr")) {
      Path found = Path.of("/usr/bin", program);
      Files.createSymbolicLink(
          programs.resolve(program), Files.exists(found) ? found : Path.of("/bin", program));
    }
    Map<String, String> environment =
        Map.of("HELIOGRAPH_ANALYTICS_ENABLED", "true", "PATH", programs.toString());
    assertThat(failed(environment)).contains("PostgreSQL does not run as root", "DB_HOST");
  }

  @Test
  void disk_withoutRoom_isNamed() throws Exception {
    onDisk(
        "size=64m",
        disk ->
            assertThat(failed(WITHOUT_DATABASE, disk.resolve("data")))
                .contains("disk full: " + disk.resolve("data"), "MiB left", "--data"));
  }

  @Test
  void disk_thatLetsNoProgramRun_isNamed() throws Exception {
    onDisk(
        "size=256m,noexec",
        disk -> {
          assertThat(failed(WITHOUT_DATABASE, disk.resolve("data")))
              .contains("mounted noexec", "HELIOGRAPH_TMP");
          Map<String, String> past =
              Map.of(
                  "HELIOGRAPH_ANALYTICS_ENABLED", "false", "JVM_ARGS", "-Djava.io.tmpdir=" + disk);
          Outcome outcome = said(past, folder.resolve("data")); // a library prints its own stack
          assertThat(outcome.exitCode()).isOne();
          assertThat(outcome.output())
              .contains("cannot start: a native library cannot be loaded", "HELIOGRAPH_TMP");
          Map<String, String> temporary = Map.of("HELIOGRAPH_TMP", disk.toString());
          assertThat(told(Launcher.run(folder, temporary, "stats", "--data", folder.toString())))
              .contains("heliograph: ");
        });
  }

  /** What a start says that another user tries. */
  private String as(int user, Map<String, String> environment, Path data) throws Exception {
    Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    Path log = folder.resolve("as.log");
    ProcessBuilder builder =
        new ProcessBuilder(
                "setpriv",
                "--reuid=" + user,
                "--regid=" + user,
                "--clear-groups",
                "./heliograph",
                "run",
                "--port",
                "" + Launcher.freePort(),
                "--data",
                data.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    int code = builder.start().waitFor();
    return told(new Outcome(code, Files.readString(log, UTF_8)));
  }

  private interface Trial {
    void run(Path disk) throws Exception;
  }

  private void onDisk(String options, Trial trial) throws Exception {
    try (SmallDisk disk = new SmallDisk(folder, options)) {
      trial.run(disk.folder());
    }
  }
}
