package heliograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.cli.Launcher.Outcome;
import heliograph.event.NostrEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The compact command: after a mass deletion, beside a relay and before one. */
class CompactIT {
  private static final long NOW = 1_700_000_000;
  private static final int AUTHORS = 4;
  private static final int NOTES = 2_000;

  @TempDir private Path folder;

  /** Notes of which their authors delete nine of ten. */
  private Path corpus() throws Exception {
    List<String> lines = new ArrayList<>();
    List<List<List<String>>> deleted = new ArrayList<>();
    for (int author = 0; author < AUTHORS; author++) {
      deleted.add(new ArrayList<>());
    }
    for (int i = 0; i < NOTES; i++) {
      NostrEvent note =
          TestEvents.note(Key.of(i % AUTHORS), NOW + i, i + " and on".repeat(i % 200));
      lines.add(TestEvents.text(note));
      if (i / AUTHORS % 10 != 0) {
        deleted.get(i % AUTHORS).add(List.of("e", note.id().hex()));
      }
    }
    for (int author = 0; author < AUTHORS; author++) {
      lines.add(
          TestEvents.text(
              TestEvents.signed(Key.of(author), 5, NOW + NOTES, deleted.get(author), "")));
    }
    return Files.write(folder.resolve("corpus.jsonl"), lines);
  }

  @Test
  void compact_afterMassDeletion_givesTheSpaceBack() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    Path store = data.resolve("events").resolve("data.mdb");
    assertThat(Launcher.run(folder, "import", "--data", "" + data, "" + corpus()).output())
        .contains("0 bad lines");
    Process relay = Launcher.startRelay(data, Launcher.freePort());
    long before;
    try {
      before = Files.size(store);
      Outcome refused = Launcher.run(folder, "compact", "--data", "" + data);
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.output())
          .contains("is being written by another process (pid ", "stop the relay first")
          .doesNotContain("\tat ");
      assertThat(Launcher.run(folder, "compact", "--dry-run", "--data", "" + data).output())
          .contains("%,d bytes now, ".formatted(before));
    } finally {
      relay.destroy();
      relay.waitFor();
    }
    byte[] key = Files.readAllBytes(data.resolve("relay.key"));
    assertThat(mode(store)).isEqualTo("rw-------");
    Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rw-r-----"));
    Outcome compacted = Launcher.run(folder, "compact", "--data", "" + data);
    long after = Files.size(store);
    assertThat(compacted.output())
        .contains("compacted: %,d bytes before, %,d after, in ".formatted(before, after));
    assertThat(compacted.exitCode()).isZero();
    assertThat(after).isLessThan(before / 2);
    assertThat(mode(store)).isEqualTo("rw-r-----");
    assertThat(Files.readAllBytes(data.resolve("relay.key"))).isEqualTo(key);
    assertThat(Launcher.run(folder, "verify", "--data", "" + data).output())
        .contains("verified %d events: no faults".formatted(NOTES / 10 + AUTHORS));
    int port = Launcher.freePort();
    Process next = Launcher.startRelay(data, port);
    try {
      String address = "ws://127.0.0.1:" + port + "/";
      assertThat(
              Launcher.run(folder, "query", "--relay", address, "--count", "{\"kinds\":[1]}")
                  .output())
          .contains("{\"count\":%d".formatted(NOTES / 10));
    } finally {
      next.destroy();
      next.waitFor();
    }
  }

  private static String mode(Path file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
