package heliograph.store.log;

import heliograph.event.NostrEvent;
import heliograph.event.PackedEvent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Writes and reads frames, laid out as the package says. Stateless. */
final class LogFrame {
  /** Frames begin at multiples of this number of bytes, what a disk writes whole. */
  static final int SECTOR = 512;

  private static final long MAGIC = 0x4845_4C49_4F4C_4F47L; // HELIOLOG
  private static final int FIRST = 16;
  private static final int LAST = 24;
  private static final int SECONDS = 32;
  private static final int ENTRIES = 40;
  private static final int LENGTH = 44;
  private static final int CHECKSUM = 48;
  private static final int HEADER = 52;
  private static final int ENTRY = 5;
  private static final byte KEEPS_REPLACED = 1;

  private LogFrame() {}

  /** Returns the bytes that an event takes in a frame. */
  static int bytes(NostrEvent event) {
    return ENTRY + event.packed().buffer().limit();
  }

  /** Returns the bytes of a frame whose events take {@code length}. */
  static int bytes(int length) {
    return (HEADER + length + SECTOR - 1) / SECTOR * SECTOR;
  }

  /** Writes a frame to the beginning of {@code into} and flips it. */
  static void write(LogBatch batch, long epoch, ByteBuffer into) {
    into.clear();
    into.putLong(MAGIC).putLong(epoch);
    into.putLong(batch.first()).putLong(batch.last()).putLong(batch.seconds());
    into.putInt(batch.entries().size()).putLong(0);
    for (LogEntry entry : batch.entries()) {
      ByteBuffer record = entry.event().record();
      into.put(entry.keepsReplaced() ? KEEPS_REPLACED : 0).putInt(record.remaining()).put(record);
    }
    int end = into.position();
    into.putInt(LENGTH, end - HEADER);
    into.putInt(CHECKSUM, checksum(into, 0, end));
    while (into.position() % SECTOR != 0) {
      into.put((byte) 0);
    }
    into.flip();
  }

  private static int checksum(ByteBuffer bytes, int from, int end) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate().limit(from + CHECKSUM).position(from));
    crc.update(bytes.duplicate().limit(end).position(from + HEADER));
    return (int) crc.getValue();
  }

  /**
   * Returns the batch of the frame at {@code at}; null if there is no frame of this epoch or if it
   * is damaged.
   */
  static @Nullable LogBatch read(ByteBuffer file, int at, long epoch) {
    if (file.limit() - at < HEADER || file.getLong(at) != MAGIC || file.getLong(at + 8) != epoch) {
      return null;
    }
    int length = file.getInt(at + LENGTH);
    if (length < 0
        || length > file.limit() - at - HEADER
        || checksum(file, at, at + HEADER + length) != file.getInt(at + CHECKSUM)) {
      return null;
    }
    int count = file.getInt(at + ENTRIES);
    List<LogEntry> entries = new ArrayList<>();
    int next = at + HEADER;
    for (int i = 0; i < count; i++) {
      int size = file.getInt(next + 1);
      PackedEvent packed = new PackedEvent().wrap(file.slice(next + ENTRY, size));
      boolean keepsReplaced = file.get(next) == KEEPS_REPLACED;
      entries.add(new LogEntry(NostrEvent.copyOf(packed), keepsReplaced));
      next += ENTRY + size;
    }
    return new LogBatch(
        file.getLong(at + FIRST), file.getLong(at + LAST), file.getLong(at + SECONDS), entries);
  }

  /** Returns the number of bytes of the whole frame at {@code at}. */
  static int bytes(ByteBuffer file, int at) {
    return bytes(file.getInt(at + LENGTH));
  }
}
