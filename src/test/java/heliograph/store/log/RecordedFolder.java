package heliograph.store.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * The files of a log in memory, with what the disk has of them: what was forced, and any part of
 * what was not, in sectors of 512 bytes.
 */
final class RecordedFolder implements LogFolder {
  private static final int SECTOR = 512;

  private record Write(int at, ByteBuffer bytes) {}

  private static final class Recorded implements LogFile {
    private final byte[] content;
    private final byte[] forced;
    private final List<Write> unforced = new ArrayList<>();
    private final RecordedFolder folder;

    private Recorded(RecordedFolder folder, int size) {
      this.folder = folder;
      content = new byte[size];
      forced = new byte[size];
    }

    @Override
    public void write(ByteBuffer source, long position) {
      byte[] bytes = new byte[source.remaining()];
      source.get(bytes);
      System.arraycopy(bytes, 0, content, (int) position, bytes.length);
      unforced.add(new Write((int) position, ByteBuffer.wrap(bytes)));
    }

    @Override
    public void read(ByteBuffer target) {
      target.put(content, 0, Math.min(content.length, target.remaining()));
    }

    @Override
    public long size() {
      return content.length;
    }

    @Override
    public void force() throws IOException {
      if (folder.failForce) {
        throw new IOException("the disk does not answer");
      }
      if (folder.forgetsForce) {
        return;
      }
      System.arraycopy(content, 0, forced, 0, content.length);
      unforced.clear();
    }

    @Override
    public void close() {}
  }

  private final Map<String, Recorded> files = new HashMap<>();

  /** Whether a force fails; the disk then has any part of what was to be forced. */
  boolean failForce;

  /** Whether a force does nothing, which a test must notice. */
  boolean forgetsForce;

  @Override
  public boolean has(String name) {
    return files.containsKey(name);
  }

  @Override
  public LogFile open(String name) {
    return file(name);
  }

  @Override
  public LogFile open(String name, long bytes) {
    return files.computeIfAbsent(name, key -> new Recorded(this, (int) bytes));
  }

  /** Returns what may be on the disk after a loss of power. */
  RecordedFolder afterPowerLoss(Random random) {
    RecordedFolder image = new RecordedFolder();
    files.forEach((name, file) -> {
      Recorded copy = new Recorded(image, file.content.length);
      System.arraycopy(file.forced, 0, copy.content, 0, copy.content.length);
      for (Write write : file.unforced) {
        int bytes = write.bytes.limit();
        for (int from = 0; from < bytes; from += SECTOR) {
          if (random.nextBoolean()) {
            int length = Math.min(SECTOR, bytes - from);
            write.bytes.get(from, copy.content, write.at + from, length);
          }
        }
      }
      System.arraycopy(copy.content, 0, copy.forced, 0, copy.content.length);
      image.files.put(name, copy);
    });
    return image;
  }

  private Recorded file(String name) {
    return Objects.requireNonNull(files.get(name));
  }

  /** Changes a byte of a file. */
  void damage(String name, int at) {
    file(name).content[at] ^= 1;
  }
}
