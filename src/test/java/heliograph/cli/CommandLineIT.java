package heliograph.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import heliograph.SmallDisk;
import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.cli.Launcher.Outcome;
import heliograph.event.NostrEvent;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as an operator types them, with the relay stopped and running. */
class CommandLineIT {
  private static final long NOW = 1_700_000_000;

  @TempDir private Path folder;

  private Path corpus() throws Exception {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      lines.add(TestEvents.text(TestEvents.note(Key.of(i % 7), NOW + i, "note " + i)));
    }
    NostrEvent profile = TestEvents.signed(Key.of(1), 0, NOW, List.of(), "old");
    lines.add(TestEvents.text(profile));
    lines.add(TestEvents.text(TestEvents.signed(Key.of(1), 0, NOW + 1, List.of(), "new")));
    return Files.write(folder.resolve("corpus.jsonl"), lines);
  }

  @Test
  void import_export_backup_verify_andBack() throws Exception {
    String data = folder.resolve("data").toString();
    String file = corpus().toString();
    Outcome dry = Launcher.run(folder, "import", "--data", data, "--dry-run", file);
    assertThat(dry.output()).contains("302 good");
    assertThat(dry.exitCode()).isZero();
    Outcome first = Launcher.run(folder, "import", "--data", data, file);
    assertThat(first.output()).contains("into the store", "302 stored", "0 bad lines");
    Outcome again = Launcher.run(folder, "import", "--data", data, file);
    assertThat(again.output()).contains("301 duplicate", "1 superseded");
    assertThat(Launcher.run(folder, "verify", "--data", data).output())
        .contains("verified 301 events: no faults");
    Path exported = folder.resolve("out.jsonl");
    Launcher.run(folder, "export", "--data", data, exported.toString());
    assertThat(Files.readAllLines(exported))
        .hasSize(301)
        .anyMatch(line -> line.contains("\"note 0\""));
    Path newest = folder.resolve("newest.jsonl");
    String filter = "{\"kinds\":[1],\"limit\":2}";
    Launcher.run(folder, "export", "--data", data, "--filter", filter, newest.toString());
    assertThat(Files.readAllLines(newest)).hasSize(2).first().asString().contains("\"note 299\"");
    assertThat(modes(folder.resolve("data"))).allMatch(mode -> mode.endsWith("------"));
    assertThat(modes(exported)).containsExactly("rw-------");
    String copy = folder.resolve("copy").toString();
    assertThat(Launcher.run(folder, "backup", "--data", data, copy).output())
        .contains("301 events");
    assertThat(Launcher.run(folder, "stats", "--data", copy, "--json").output())
        .contains("\"events\":301", "\"kinds\":{\"0\":1,\"1\":300}");
    assertThat(modes(Path.of(copy))).allMatch(mode -> mode.endsWith("------"));
    Outcome refused = Launcher.run(folder, "backup", "--data", data, copy);
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.output()).contains("is not empty").doesNotContain("\tat ");
  }

  @Test
  void import_compressedArrayOfRelayMessages_isRead() throws Exception {
    Path file = folder.resolve("log.json.gz");
    String events =
        Files.readAllLines(corpus()).stream()
            .limit(40)
            .map(event -> "[\"EVENT\",\"s\"," + event + "]")
            .collect(Collectors.joining(",\n", "\uFEFF[\n", "\n]\n"));
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(events.getBytes(UTF_8));
    }
    Outcome outcome = Launcher.run(folder, "import", "--data", "" + folder.resolve("d"), "" + file);
    assertThat(outcome.output()).contains("40 stored", "0 bad lines");
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void import_badLines_areNamedByNumber() throws Exception {
    String good = TestEvents.text(TestEvents.note(Key.of(1), NOW, "x"));
    String forged = good.replace("\"x\"", "\"y\"");
    Path file = folder.resolve("bad.jsonl");
    Files.write(file, List.of("nonsense", good, "", forged, "{\"id\":1}"));
    Outcome outcome =
        Launcher.run(
            folder, "import", "--data", folder.resolve("data").toString(), file.toString());
    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.output())
        .contains(
            "line 1: ", "line 4: ", "line 5: ", "1 stored", "1 rejected", "1 empty", "2 bad lines")
        .doesNotContain("line 2: ", "line 3: ");
  }

  @Test
  void import_whileTheRelayRuns_goesThroughIt() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    Process relay = Launcher.startRelay(data, Launcher.freePort());
    try {
      Outcome imported =
          Launcher.run(folder, "import", "--data", data.toString(), corpus().toString());
      assertThat(imported.output())
          .contains("through the running relay", "302 stored", "0 bad lines");
      assertThat(Launcher.run(folder, "verify", "--data", data.toString()).output())
          .contains("verified 301 events: no faults");
      Outcome second = Launcher.run(folder, "run", "--data", data.toString(), "--port", "1x");
      assertThat(second.exitCode()).isEqualTo(1);
    } finally {
      relay.destroy();
      relay.waitFor();
    }
  }

  @Test
  void commands_onAFullDisk_nameWhatCannotBeWritten() throws Exception {
    String data = folder.resolve("data").toString();
    String file = corpus().toString();
    Launcher.run(folder, "import", "--data", data, file);
    try (SmallDisk small = new SmallDisk(folder, "size=512k")) {
      Path disk = small.folder();
      Path second = disk.resolve("data");
      assertThat(Launcher.run(folder, "import", "--data", second.toString(), file).output())
          .contains("the disk of " + second + " is full");
      assertThatIOException()
          .as("the rest is filled")
          .isThrownBy(() -> Files.write(disk.resolve("ballast"), new byte[1 << 20]));
      Path copy = disk.resolve("copy");
      assertThat(Launcher.run(folder, "backup", "--data", data, copy.toString()).output())
          .containsPattern("cannot (write the backup to|copy \\S+ to) " + copy);
      Path exported = disk.resolve("out.jsonl");
      assertThat(Launcher.run(folder, "export", "--data", data, exported.toString()).output())
          .contains("cannot write " + exported + ": No space left on device");
    }
  }

  @Test
  void wrongUsage_isOneSentence() throws Exception {
    Outcome none = Launcher.run(folder, "export", "--data", folder.resolve("none").toString());
    assertThat(none.exitCode()).isEqualTo(1);
    assertThat(none.output()).contains("there is no store in").doesNotContain("\tat ");
    Outcome filter =
        Launcher.run(folder, "export", "--data", folder.toString(), "--filter", "{\"x\":1}");
    assertThat(filter.output()).contains("filter key x is not supported");
    Outcome option = Launcher.run(folder, "import", "--nope", "x");
    assertThat(option.exitCode()).isEqualTo(2);
    assertThat(option.output().lines())
        .containsExactly("heliograph: unknown option: '--nope'; see: heliograph import --help");
    assertThat(Launcher.run(folder, "--help").output()).contains("run", "import", "torture");
  }

  @Test
  void relayThatCannotBeReached_isOneSentence() throws Exception {
    String port = "127.0.0.1:" + Launcher.freePort() + "/";
    assertThat(Launcher.run(folder, "query", "--relay", "ws://" + port, "{}").output())
        .isEqualTo("heliograph: cannot connect to ws://" + port + ": connection refused\n");
    assertThat(Launcher.run(folder, "query", "--relay", "http://" + port, "{}").output())
        .isEqualTo(
            "heliograph: not the address of a relay, which begins with ws:// or wss://: http://"
                + port
                + "\n");
    assertThat(Launcher.run(folder, "query", "--relay", "ws://host.invalid/", "{}").output())
        .isEqualTo(
            "heliograph: cannot connect to ws://host.invalid/: there is no host of this name\n");
    Outcome info = Launcher.run(folder, "info", "ws://" + port);
    assertThat(info.output())
        .isEqualTo("heliograph: cannot call http://" + port + ": connection refused\n");
    assertThat(info.exitCode()).isEqualTo(1);
  }

  @Test
  void encodeAndDecode_areEachOthersReverse() throws Exception {
    String hex = "3bf0c63fcb93463407af97a5e5ee64fa883d107ef9e558472c4eb9aaaefa459d";
    Outcome encoded = Launcher.run(folder, "encode", "npub", hex);
    assertThat(encoded.output())
        .isEqualTo("npub180cvv07tjdrrgpa0j7j7tmnyl2yr6yr7l8j4s3evf6u64th6gkwsyjh6w6\n");
    assertThat(Launcher.run(folder, "decode", "nostr:" + encoded.output().strip()).output())
        .isEqualTo(hex + "\n");
    String address = "30023:" + hex + ":öl";
    String naddr =
        Launcher.run(folder, "encode", "naddr", "--relay", "wss://x.example", address)
            .output()
            .strip();
    assertThat(Launcher.run(folder, "decode", "--json", naddr).output())
        .isEqualTo(
            "{\"type\":\"naddr\",\"identifier\":\"öl\",\"author\":\"%s\",\"kind\":30023,\"relays\":[\"wss://x.example\"]}\n"
                .formatted(hex));
    Outcome wrong = Launcher.run(folder, "decode", "npub1oops", "nonsense");
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.output().lines()).hasSize(2).allMatch(line -> line.contains("cannot read"));
  }

  @Test
  void publish_wrongNameOrNoContent_publishesNothing() throws Exception {
    String key = folder.resolve("a.key").toString();
    Launcher.run(folder, "key", key);
    Outcome wrong =
        Launcher.run(folder, "publish", "--print", "--key", key, "--tag", "p=npub1oops", "x");
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.output()).startsWith("heliograph: no public key: npub1oops: ");
    Outcome empty = Launcher.run(folder, "publish", "--print", "--key", key, "");
    assertThat(empty.output()).contains("\"content\":\"\"");
    Process piped = Launcher.start(folder.resolve("log"), "publish", "--print", "--key", key);
    piped.getOutputStream().write("two\nlines\n".getBytes(UTF_8));
    piped.getOutputStream().close();
    assertThat(piped.waitFor()).isZero();
    assertThat(Files.readString(folder.resolve("log"))).contains("\"content\":\"two\\nlines\"");
    Process none = Launcher.start(folder.resolve("log"), "publish", "--print", "--key", key);
    none.getOutputStream().close();
    assertThat(none.waitFor()).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("log"))).startsWith("heliograph: no content: ");
  }

  @Test
  void output_thatNobodyReadsOrThatIsFull_endsTheCommand() throws Exception {
    Path data = folder.resolve("data");
    Launcher.run(folder, "import", "--data", data.toString(), corpus().toString());
    assertThat(shell("./heliograph export --data " + data + " >/dev/full"))
        .isEqualTo("heliograph: cannot write the output: No space left on device\n1\n");
    assertThat(shell("./heliograph version >/dev/full"))
        .isEqualTo("heliograph: cannot write the output: No space left on device\n1\n");
    assertThat(shell("./heliograph export --data " + data + " 2>/dev/null | head -n 1 | wc -l"))
        .isEqualTo("1\n0\n");
  }

  @Test
  void settingsFile_thatNamesTheDataFolder_isHeeded() throws Exception {
    Path data = folder.resolve("elsewhere");
    Path settings =
        Files.writeString(folder.resolve("relay.properties"), "heliograph.data=" + data + "\n");
    String config = settings.toString();
    // the tests' own environment names a data folder, which would win over the file's
    assertThat(
            shell(
                "env -u HELIOGRAPH_DATA ./heliograph import --config %s %s 2>&1"
                    .formatted(config, corpus())))
        .contains("302 stored");
    assertThat(Launcher.run(folder, "scan", "--count", "--data", data.toString()).output())
        .startsWith("301");
  }

  @Test
  void launcher_whatIsTypedWrong_isOneSentenceAndTwo() throws Exception {
    for (String typed :
        List.of("nonsense", "run --port=", "run --port", "run --bogus=1", "run x")) {
      Outcome outcome = Launcher.run(folder, typed.split(" ", -1));
      assertThat(outcome.exitCode()).as(typed).isEqualTo(2);
      assertThat(outcome.output().lines()).as(typed).hasSize(1);
    }
    assertThat(Launcher.run(folder, "help", "scan").output()).startsWith("Usage: heliograph scan");
    assertThat(Launcher.run(folder, "-v").output()).startsWith("Heliograph ");
  }

  /** What a line of shell prints, and its exit code. */
  private String shell(String line) throws Exception {
    Path log = folder.resolve("shell.log");
    new ProcessBuilder("sh", "-c", line + "; echo $?")
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start()
        .waitFor();
    return Files.readString(log);
  }

  private static List<String> modes(Path root) throws Exception {
    List<String> modes = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.toList()) {
        modes.add(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      }
    }
    return modes;
  }
}
