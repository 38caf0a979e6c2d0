package heliograph.store.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.NostrEvent;
import heliograph.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log's files: what is read of them after a stop at any moment, and after damage. */
class EventLogTest {
  private static final long EPOCH = 0x1234_5678_9ABC_DEF0L;
  private static final int FILE = 1 << 16;
  private static final List<NostrEvent> EVENTS = events();

  @TempDir private Path directory;

  private static List<NostrEvent> events() {
    List<NostrEvent> events = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      events.add(TestEvents.note(Key.of(i % 3), i, "x".repeat(i * 37)));
    }
    return events;
  }

  /** A batch of up to four events, of which some replace another. */
  private static LogBatch batch(Random random, long first) {
    List<LogEntry> entries = new ArrayList<>();
    long last = first - 1;
    for (int i = random.nextInt(4); i >= 0; i--) {
      boolean replaces = random.nextInt(3) == 0;
      last += replaces ? 2 : 1;
      entries.add(
          new LogEntry(
              EVENTS.get(random.nextInt(EVENTS.size())), replaces && random.nextBoolean()));
    }
    return new LogBatch(first, last, random.nextInt(1_000), entries);
  }

  private static List<LogBatch> read(LogFolder folder, long epoch, long applied) {
    return EventLog.read(folder, epoch, applied, true);
  }

  private static int length(LogBatch batch) {
    return batch.entries().stream().mapToInt(entry -> EventLog.bytes(entry.event())).sum();
  }

  @Test
  void read_whatWasAppended_returnsIt() throws IOException {
    Random random = new Random(1);
    LogFolder folder = new DiskLogFolder(directory);
    List<LogBatch> appended = new ArrayList<>();
    try (EventLog log = new EventLog(folder, EPOCH, FILE, true)) {
      LogBatch next = batch(random, 8);
      while (log.hasRoom(length(next))) {
        log.append(next);
        appended.add(next);
        next = batch(random, next.last() + 1);
      }
      log.turn();
      log.append(next);
      appended.add(next);
    }
    assertThat(Files.size(directory.resolve("log.0"))).isEqualTo(FILE);
    assertThat(read(folder, EPOCH, 7)).hasSizeGreaterThan(9).isEqualTo(appended);
    LogBatch third = appended.get(2);
    assertThat(read(folder, EPOCH, third.last())).isEqualTo(appended.subList(3, appended.size()));
    assertThat(read(folder, EPOCH, appended.getLast().last())).isEmpty();
    assertThat(read(folder, EPOCH + 1, 7)).as("frames of another epoch").isEmpty();
    assertThat(EventLog.lastChange(folder, EPOCH, 7)).isEqualTo(appended.getLast().last());
  }

  @Test
  void read_folderWithoutFiles_isEmpty() {
    assertThat(read(new DiskLogFolder(directory), EPOCH, 0)).isEmpty();
    assertThat(EventLog.lastChange(new DiskLogFolder(directory), EPOCH, 5)).isEqualTo(5);
  }

  @Test
  void open_fileThatIsTooSmall_fillsItUp() throws IOException {
    Files.write(directory.resolve("log.0"), new byte[100]);
    new EventLog(new DiskLogFolder(directory), EPOCH, FILE, true).close();
    assertThat(Files.size(directory.resolve("log.0"))).isEqualTo(FILE);
  }

  @Test
  void append_frameWithoutEvents_isNotRead() throws IOException {
    LogFolder folder = new DiskLogFolder(directory);
    try (EventLog log = new EventLog(folder, EPOCH, FILE, true)) {
      LogBatch first = batch(new Random(3), 1);
      log.append(first);
      log.append(new LogBatch(first.last() + 1, first.last(), 0, List.of()));
      LogBatch second = batch(new Random(4), first.last() + 1);
      log.append(second);
      assertThat(read(folder, EPOCH, 0)).containsExactly(first, second);
    }
  }

  @Test
  void canHold_frameLargerThanTheFile_isFalse() throws IOException {
    try (EventLog log = new EventLog(new DiskLogFolder(directory), EPOCH, FILE, true)) {
      assertThat(log.canHold(FILE - 512)).isTrue();
      assertThat(log.canHold(FILE)).isFalse();
      assertThat(log.hasRoom(FILE - 512)).isTrue();
      log.append(batch(new Random(5), 1));
      assertThat(log.hasRoom(FILE - 512)).isFalse();
      log.restart();
      assertThat(log.hasRoom(FILE - 512)).isTrue();
    }
  }

  /** Every frame but the last is needed; a damaged last one cannot be told from a torn one. */
  @Test
  void read_damagedByte_isRefusedUnlessItIsInTheLastFrame() throws IOException {
    Random random = new Random(6);
    for (int round = 0; round < 500; round++) {
      RecordedFolder folder = new RecordedFolder();
      EventLog log = new EventLog(folder, EPOCH, FILE, true);
      List<LogBatch> appended = new ArrayList<>();
      int lastFrame = 0;
      int end = 0;
      long change = 0;
      for (int i = 0; i < 5; i++) {
        LogBatch next = batch(random, change + 1);
        log.append(next);
        appended.add(next);
        change = next.last();
        lastFrame = end;
        end += LogFrame.bytes(length(next));
      }
      int at = random.nextInt(lastFrame + 52 + length(appended.getLast()));
      folder.damage("log.0", at);
      if (at >= lastFrame) {
        assertThat(read(folder, EPOCH, 0)).isEqualTo(appended.subList(0, 4));
      } else if (isPadding(appended, at)) {
        assertThat(read(folder, EPOCH, 0)).isEqualTo(appended);
      } else {
        assertThatThrownBy(() -> read(folder, EPOCH, 0))
            .as("byte %d", at)
            .isInstanceOf(StoreException.class)
            .hasMessageContaining("the store's log is damaged")
            .hasMessageContaining("is missing");
        List<LogBatch> found = EventLog.read(folder, EPOCH, 0, false);
        assertThat(found).as("without forces").isEqualTo(appended.subList(0, found.size()));
      }
    }
  }

  private static boolean isPadding(List<LogBatch> batches, int at) {
    int from = 0;
    for (LogBatch batch : batches) {
      int bytes = LogFrame.bytes(length(batch));
      if (at < from + bytes) {
        return at >= from + 52 + length(batch);
      }
      from += bytes;
    }
    return true;
  }

  /** What an event says cannot be taken for a frame, even in the bytes of a damaged one. */
  @Test
  void read_eventThatContainsAFrame_isNotDeceived() throws IOException {
    LogFolder folder = new DiskLogFolder(directory);
    byte[] frame;
    try (EventLog log = new EventLog(folder, EPOCH + 1, FILE, true)) {
      log.append(batch(new Random(7), 9));
      frame = Files.readAllBytes(directory.resolve("log.0"));
    }
    assertThat(read(folder, EPOCH + 1, 8)).hasSize(1);
    Files.write(directory.resolve("log.0"), frame);
    assertThat(read(folder, EPOCH, 8)).isEmpty();
  }

  private static final class Life {
    private final Random random;
    private final RecordedFolder folder;
    private final List<LogBatch> promised = new ArrayList<>();
    private long applied;
    private long appliedNext;
    private long change;

    private Life(Random random, RecordedFolder folder, long change) {
      this.random = random;
      this.folder = folder;
      this.change = change;
      applied = change;
      appliedNext = change;
    }

    /** Appends and turns for a while, as the store does; a force may fail, which ends the life. */
    private void run(long epoch) throws IOException {
      EventLog log = new EventLog(folder, epoch, FILE, true);
      for (int steps = random.nextInt(60); steps > 0; steps--) {
        LogBatch next = batch(random, change + 1);
        if (!log.hasRoom(length(next)) || random.nextInt(9) == 0) {
          applied = appliedNext; // LMDB has what the other file holds
          appliedNext = change;
          log.turn();
        }
        folder.failForce = random.nextInt(40) == 0;
        try {
          log.append(next);
        } catch (IOException e) {
          folder.failForce = false;
          return;
        }
        promised.add(next);
        change = next.last();
      }
    }

    private List<LogBatch> expected() {
      return promised.stream().filter(batch -> batch.first() > applied).toList();
    }
  }

  /** A process lives three times with the same files, and the power goes each time. */
  private static void live(Random random, RecordedFolder files) throws IOException {
    RecordedFolder folder = files;
    long change = random.nextInt(100);
    for (int life = 0; life < 3; life++) {
      long epoch = random.nextLong(1, Long.MAX_VALUE);
      Life now = new Life(random, folder, change);
      now.run(epoch);
      RecordedFolder image = folder.afterPowerLoss(random);
      List<LogBatch> expected = now.expected();
      List<LogBatch> found = read(image, epoch, now.applied);
      // a frame that was being written may be there whole
      assertThat(found.size()).isBetween(expected.size(), expected.size() + 1);
      assertThat(found.subList(0, expected.size())).isEqualTo(expected);
      change = found.isEmpty() ? now.applied : found.getLast().last();
      folder = image;
    }
  }

  @Test
  void read_afterLossOfPower_hasEveryPromisedBatch() throws IOException {
    for (int seed = 0; seed < 1_000; seed++) {
      live(new Random(seed), new RecordedFolder());
    }
  }

  @Test
  void read_afterLossOfPower_withoutForce_losesBatches() {
    assertThatThrownBy(
            () -> {
              for (int seed = 0; seed < 100; seed++) {
                RecordedFolder folder = new RecordedFolder();
                folder.forgetsForce = true;
                live(new Random(seed), folder);
              }
            })
        .isInstanceOfAny(AssertionError.class, StoreException.class);
  }
}
