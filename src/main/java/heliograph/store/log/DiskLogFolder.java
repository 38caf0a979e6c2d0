package heliograph.store.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The files of a log in a folder of the file system. */
public final class DiskLogFolder implements LogFolder {
  private static final int ZEROS = 1 << 20;

  private final Path folder;

  public DiskLogFolder(Path folder) {
    this.folder = folder;
  }

  @Override
  public boolean has(String name) {
    return Files.exists(folder.resolve(name));
  }

  @Override
  public LogFile open(String name) throws IOException {
    return channel(name, StandardOpenOption.READ);
  }

  @Override
  public LogFile open(String name, long bytes) throws IOException {
    ChannelFile file =
        channel(name, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      fill(file, bytes);
      return file;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private ChannelFile channel(String name, OpenOption... options) throws IOException {
    return new ChannelFile(FileChannel.open(folder.resolve(name), options));
  }

  /** Writes zeros up to {@code bytes}, so that later writes allocate no block of the disk. */
  private void fill(ChannelFile file, long bytes) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS);
    for (long at = file.size(); at < bytes; at += zeros.limit()) {
      zeros.clear().limit((int) Math.min(ZEROS, bytes - at));
      file.write(zeros, at);
    }
    file.channel.force(true); // also of a file that a process filled which was then killed
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true); // otherwise the file's name may be lost with the power
    }
  }

  private record ChannelFile(FileChannel channel) implements LogFile {

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      long at = position;
      while (source.hasRemaining()) {
        at += channel.write(source, at);
      }
    }

    @Override
    public void read(ByteBuffer target) throws IOException {
      int read = 0;
      while (target.hasRemaining() && read >= 0) {
        read = channel.read(target, target.position());
      }
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void force() throws IOException {
      channel.force(false);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
