package heliograph.store.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class DiskRoomTest {
  private long free = 100;
  private long nanos;
  private int looks;

  private DiskRoom room(long freeMin) {
    return new DiskRoom(
        Path.of("events"),
        () -> {
          looks++;
          return free;
        },
        freeMin,
        () -> nanos);
  }

  private boolean isShortAfter(DiskRoom room, Duration time) {
    nanos += time.toNanos();
    return room.isShort();
  }

  @Test
  void room_isShortBelowTheMinimum_untilThereIsMore() {
    DiskRoom room = room(100);
    assertThat(room.isShort()).isFalse();
    free = 99;
    assertThat(isShortAfter(room, Duration.ofSeconds(1))).isTrue();
    assertThat(room.free()).isEqualTo(99);
    free = 100;
    assertThat(isShortAfter(room, Duration.ofSeconds(1))).isFalse();
  }

  @Test
  void room_ofNoMinimum_isNeverShort() {
    free = 0;
    assertThat(isShortAfter(room(0), Duration.ofSeconds(1))).isFalse();
  }

  @Test
  void disk_isFull_belowWhatALargeCommitTakes() {
    free = DiskRoom.FULL_BYTES;
    DiskRoom room = room(0);
    assertThat(room.isFull()).isFalse();
    free--;
    nanos += Duration.ofSeconds(1).toNanos();
    assertThat(room.isFull()).isTrue();
    assertThat(room.isShort()).as("no room is to stay free").isFalse();
  }

  @Test
  void disk_isAskedFourTimesASecond() {
    DiskRoom room = room(1);
    for (int i = 0; i < 1_000; i++) {
      isShortAfter(room, Duration.ofMillis(1));
    }
    assertThat(looks).isEqualTo(5);
  }

  @Test
  void log_saysSoOnceAMinute() {
    List<String> lines = new ArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            lines.add(MessageFormat.format(line.getMessage(), line.getParameters()));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger(DiskRoom.class.getName());
    logger.addHandler(handler);
    try {
      DiskRoom room = room(101);
      for (int i = 0; i < 150; i++) {
        assertThat(isShortAfter(room, Duration.ofSeconds(1))).isTrue();
      }
    } finally {
      logger.removeHandler(handler);
    }
    assertThat(lines)
        .hasSize(3)
        .allMatch(line -> line.startsWith("disk nearly full") && line.contains(" path=events "));
  }
}
