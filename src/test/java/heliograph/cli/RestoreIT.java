package heliograph.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.cli.Launcher.Outcome;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup is put back whole, or nothing is touched. */
class RestoreIT {
  private static final long NOW = 1_700_000_000;

  @TempDir private Path folder;

  private Path data;
  private Path backup;

  @BeforeEach
  void backUp() throws Exception {
    data = folder.resolve("data");
    backup = folder.resolve("backup");
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      lines.add(TestEvents.text(TestEvents.note(Key.of(i), NOW + i, "note " + i)));
    }
    Path file = Files.write(folder.resolve("corpus.jsonl"), lines);
    run("import", "--data", data.toString(), file.toString());
    Files.writeString(data.resolve("moderation.json"), "{\"bannedPubkeys\":{}}");
    Files.createDirectories(data.resolve("purges"));
    Files.writeString(data.resolve("purges").resolve("1.jsonl"), "x");
    assertThat(run("backup", "--data", data.toString(), backup.toString()).output())
        .contains("copied 40 events", "copied 2 other files and folders");
  }

  private Outcome run(String... arguments) throws Exception {
    return Launcher.run(folder, arguments);
  }

  private static List<String> names(Path root) throws Exception {
    try (Stream<Path> files = Files.list(root)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void restore_intoAnEmptyFolder_bringsEverything() throws Exception {
    Path other = folder.resolve("other");
    Outcome restored = run("restore", "--data", other.toString(), backup.toString());
    assertThat(restored.output()).contains("restored 40 events");
    assertThat(names(other)).containsExactly("events", "moderation.json", "purges");
    assertThat(other.resolve("purges").resolve("1.jsonl")).hasContent("x");
    assertThat(run("verify", "--data", other.toString()).output())
        .contains("verified 40 events: no faults");
  }

  @Test
  void restore_whereThereIsData_takesForceAndMovesItAside() throws Exception {
    run("delete", "--data", data.toString(), "--filter", "{\"kinds\":[1]}", "--yes");
    Outcome refused = run("restore", "--data", data.toString(), backup.toString());
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.output()).contains("there is data in", "--force");
    assertThat(run("scan", "--data", data.toString(), "--count").output()).startsWith("0");
    Outcome forced = run("restore", "--force", "--data", data.toString(), backup.toString());
    assertThat(forced.output()).contains("restored 40 events", "before-restore-");
    assertThat(run("scan", "--data", data.toString(), "--count").output()).startsWith("40");
    String aside =
        names(data).stream().filter(name -> name.startsWith("before-")).findFirst().orElseThrow();
    assertThat(names(data.resolve(aside)))
        .containsExactly("audit.jsonl", "events", "moderation.json", "purges");
    assertThat(data.resolve("audit.jsonl")).as("the backup has none").doesNotExist();
  }

  @Test
  void restore_brokenBackup_touchesNothing() throws Exception {
    Path file = backup.resolve("events").resolve("data.mdb");
    byte[] bytes = Files.readAllBytes(file);
    byte[] text = "note 7\"".getBytes(UTF_8);
    int at = 0;
    while (!matches(bytes, at, text)) {
      at++;
    }
    try (RandomAccessFile broken = new RandomAccessFile(file.toFile(), "rw")) {
      broken.seek(at);
      broken.write('N');
    }
    Outcome outcome = run("restore", "--force", "--data", data.toString(), backup.toString());
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.output()).contains("fault: ", "is not restored");
    assertThat(names(data))
        .doesNotContain("events.restoring")
        .noneMatch(n -> n.startsWith("before"));
    assertThat(run("verify", "--data", data.toString()).output()).contains("no faults");
    Outcome none = run("restore", "--data", data.toString(), folder.resolve("none").toString());
    assertThat(none.output()).contains("there is no store in");
  }

  private static boolean matches(byte[] bytes, int at, byte[] text) {
    for (int i = 0; i < text.length; i++) {
      if (bytes[at + i] != text[i]) {
        return false;
      }
    }
    return true;
  }
}
