package heliograph.store.lmdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.SmallDisk;
import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.NostrEvent;
import heliograph.store.StoreException;
import heliograph.store.StoreResult;
import heliograph.store.lmdb.StoreCompaction.Outcome;
import heliograph.store.lmdb.StoreCompaction.Step;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is removed gives its space back, and no end of the process that does it harms the store. */
class StoreCompactionTest {
  private static final Key ALICE = Key.of(1);
  private static final Key BOB = Key.of(2);
  private static final long NOW = 1_800_000_000;
  private static final int NOTES = 400;

  @TempDir private Path directory;

  /** What a store says. */
  private record Content(List<String> ids, long lastSeq, int feedEntries) {}

  /** Fills a store with {@code notes} notes and removes nine of ten again. */
  private static Content fill(Path folder, int notes, int bytesEach) throws Exception {
    try (StoreFixture fixture = new StoreFixture(folder, NOW)) {
      List<List<String>> named = new ArrayList<>();
      for (int i = 0; i < notes; i++) {
        NostrEvent note =
            TestEvents.signed(
                ALICE,
                1,
                NOW + i,
                List.of(List.of("t", "tag" + i), List.of("p", BOB.pubkey())),
                i + "x".repeat(bytesEach));
        fixture.put(note);
        if (i % 10 != 0) {
          named.add(List.of("e", note.id().hex()));
        }
      }
      fixture.put(TestEvents.signed(BOB, 0, NOW, List.of(), "{}"));
      fixture.put(TestEvents.signed(ALICE, 5, NOW + notes, named, ""));
      return content(fixture);
    }
  }

  private static Content content(StoreFixture fixture) throws InterruptedException {
    var feed = fixture.store.feed();
    return new Content(
        fixture.ids("{}"), feed.lastSeq(), feed.take(0, 100_000, Duration.ZERO).size());
  }

  private static Content contentOf(Path folder) throws Exception {
    try (StoreFixture fixture = new StoreFixture(folder, NOW)) {
      return content(fixture);
    }
  }

  private static Outcome compact(Path folder) {
    return StoreCompaction.run(StoreFixture.config(folder), (step, bytes) -> {});
  }

  private static List<String> faults(Path folder) {
    List<String> faults = new ArrayList<>();
    try (var reader = new LmdbStoreReader(StoreFixture.config(folder), Clock.systemUTC())) {
      new StoreVerifier(reader, faults::add).run(event -> {}, looked -> {});
    }
    return faults;
  }

  private static long size(Path folder) throws IOException {
    return Files.size(folder.resolve("data.mdb"));
  }

  @Test
  void run_afterDeletion_givesTheSpaceBackAndKeepsTheRest() throws Exception {
    Content before = fill(directory, NOTES, 5_000);
    long bytes = size(directory);
    List<Step> steps = new ArrayList<>();
    long[] measured = new long[1];
    Outcome outcome =
        StoreCompaction.run(
            StoreFixture.config(directory),
            (step, size) -> {
              steps.add(step);
              measured[0] = step == Step.MEASURED ? size : measured[0];
            });
    assertThat(steps).containsExactly(Step.values());
    assertThat(outcome).isEqualTo(new Outcome(bytes, size(directory)));
    assertThat(measured[0]).isEqualTo(outcome.bytesAfter());
    assertThat(outcome.bytesAfter()).isLessThan(bytes / 4);
    assertThat(directory.resolve("compacting")).doesNotExist();
    assertThat(faults(directory)).isEmpty();
    try (StoreFixture fixture = new StoreFixture(directory, NOW)) {
      assertThat(content(fixture)).isEqualTo(before);
      assertThat(fixture.put(TestEvents.note(ALICE, NOW, "next")))
          .isEqualTo(new StoreResult.Stored(before.lastSeq() + 1));
    }
  }

  @Test
  void run_onAFolderWithoutAStore_isRefused() {
    assertThatThrownBy(() -> compact(directory))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("there is no store in");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void run_whileARelayHasTheStore_isRefused() throws Exception {
    try (StoreFixture fixture = new StoreFixture(directory, NOW)) {
      fixture.put(TestEvents.note(ALICE, NOW, "x"));
      assertThatThrownBy(() -> compact(directory))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("being written by another application of this process");
      assertThat(fixture.put(TestEvents.note(ALICE, NOW, "y")))
          .isEqualTo(new StoreResult.Stored(2));
      Process other = CompactionVictim.dyingAt(directory, Step.SWAPPED);
      assertThat(other.waitFor(3, TimeUnit.MINUTES)).isTrue();
      assertThat(directory.resolve("victim.log"))
          .content()
          .contains("being written by another process (pid " + ProcessHandle.current().pid() + ")");
    }
  }

  @Test
  void run_whileAnotherProcessReads_isRefused() throws Exception {
    fill(directory, 10, 100);
    byte[] before = Files.readAllBytes(directory.resolve("data.mdb"));
    Process reader = CompactionVictim.reading(directory);
    try {
      awaitWork(reader);
      assertThatThrownBy(() -> compact(directory))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("another process is reading");
      assertThat(Files.readAllBytes(directory.resolve("data.mdb"))).isEqualTo(before);
    } finally {
      reader.destroyForcibly().waitFor();
    }
    assertThat(compact(directory).bytesBefore()).isEqualTo(before.length);
  }

  /** The lock must hold up to the rename: who comes while the copy is made is seen, too. */
  @Test
  void run_whenAReaderComesMeanwhile_leavesTheStoreAsItWas() throws Exception {
    Content before = fill(directory, 10, 100);
    List<Process> readers = new ArrayList<>();
    try {
      assertThatThrownBy(() ->
              StoreCompaction.run(
                  StoreFixture.config(directory),
                  (step, bytes) -> {
                    if (step == Step.CHECKED) {
                      readers.add(startReader());
                    }
                  }))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("another process is reading");
    } finally {
      for (Process reader : readers) {
        reader.destroyForcibly().waitFor();
      }
    }
    assertThat(directory.resolve("compacting")).doesNotExist();
    assertThat(contentOf(directory)).isEqualTo(before);
  }

  private Process startReader() {
    try {
      Process reader = CompactionVictim.reading(directory);
      awaitWork(reader);
      return reader;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @EnumSource
  void death_atAnyStep_leavesTheOldOrTheNewStoreWhole(Step last) throws Exception {
    Content before = fill(directory, NOTES, 5_000);
    long bytes = size(directory);
    Process victim = CompactionVictim.dyingAt(directory, last);
    assertThat(victim.waitFor(3, TimeUnit.MINUTES)).isTrue();
    assertThat(victim.exitValue())
        .as(Files.readString(directory.resolve("victim.log")))
        .isEqualTo(9);
    boolean swapped = last == Step.SWAPPED;
    assertThat(size(directory) < bytes).isEqualTo(swapped);
    assertThat(Files.exists(directory.resolve("compacting").resolve("data.mdb")))
        .isEqualTo(last == Step.COPIED || last == Step.CHECKED);
    assertThat(contentOf(directory)).isEqualTo(before);
    assertThat(directory.resolve("compacting")).doesNotExist();
    assertThat(faults(directory)).isEmpty();
    assertThat(compact(directory).bytesAfter()).isLessThan(bytes / 4);
    assertThat(contentOf(directory)).isEqualTo(before);
  }

  @Test
  void sigkill_atRandomMoments_leavesTheStoreWhole() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Content before = fill(directory, NOTES, 20_000);
    for (int round = 0; round < 6; round++) {
      Process victim = CompactionVictim.compactingForEver(directory);
      awaitWork(victim);
      LockSupport.parkNanos(random.nextInt(60_000_000));
      victim.destroyForcibly().waitFor();
      assertThat(contentOf(directory)).as("seed %d round %d", seed, round).isEqualTo(before);
      assertThat(faults(directory)).as("seed %d round %d", seed, round).isEmpty();
    }
  }

  private static void awaitWork(Process process) throws IOException {
    BufferedReader output = process.inputReader();
    assertThat(output.readLine()).startsWith(CompactionVictim.AT_WORK);
  }

  @Test
  void disk_withoutRoom_isToldBeforeAndLeftAsItWas() throws Exception {
    try (SmallDisk small = new SmallDisk(directory, "size=24m")) {
      Path disk = small.folder();
      Path folder = disk.resolve("events");
      Content before = fill(folder, NOTES, 20_000);
      Path ballast = disk.resolve("ballast");
      long free = Files.getFileStore(disk).getUsableSpace();
      Files.write(ballast, new byte[Math.toIntExact(free - (1 << 20))]);
      assertThatThrownBy(() -> compact(folder))
          .isInstanceOf(StoreException.class)
          .hasMessageMatching(
              "to compact takes [0-9,]+ bytes beside the store; [0-9,]+ are free.*");
      Files.delete(ballast);
      assertThatThrownBy(() ->
              StoreCompaction.run(
                  StoreFixture.config(folder), (step, bytes) -> fillUp(step, ballast, bytes)))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("which is as it was")
          .hasMessageContaining("No space left");
      assertThat(folder.resolve("compacting")).doesNotExist();
      Files.delete(ballast);
      assertThat(contentOf(folder)).isEqualTo(before);
      assertThat(faults(folder)).isEmpty();
      assertThat(compact(folder).bytesAfter()).isLessThan(size(folder) + 1);
    }
  }

  /** Leaves half of what the copy takes once that has been found to be there. */
  private static void fillUp(Step step, Path ballast, long bytes) {
    if (step == Step.MEASURED) {
      try {
        long free = Files.getFileStore(ballast.getParent()).getUsableSpace();
        Files.write(ballast, new byte[Math.toIntExact(free - bytes / 2)]);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
