package heliograph.purge;

import heliograph.event.EventParse;
import heliograph.event.EventParser;
import heliograph.event.NostrEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What purges removed, a file of JSON lines each, as {@code heliograph import} reads them too. A
 * line is on the disk before its event is removed; one that a crash cut off is there again, whole,
 * further down. Confined to one purge at a time.
 */
public final class PurgeArchive {
  private static final String SUFFIX = ".jsonl";

  private final Path folder;

  public PurgeArchive(Path folder) {
    this.folder = folder;
  }

  /** Returns the file that holds the events of a purge. */
  public Path file(String purge) {
    return folder.resolve(purge + SUFFIX);
  }

  /** Adds events, durably. */
  public void append(String purge, List<NostrEvent> events) {
    try {
      Files.createDirectories(folder);
      try (FileChannel out =
          FileChannel.open(
              file(purge),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE)) {
        out.position(out.size());
        if (isCutOff(out)) {
          write(out, new byte[] {'\n'});
        }
        for (NostrEvent event : events) {
          write(out, event.json());
          write(out, new byte[] {'\n'});
        }
        out.force(true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file(purge), e);
    }
  }

  private static boolean isCutOff(FileChannel file) throws IOException {
    ByteBuffer last = ByteBuffer.allocate(1);
    return file.size() > 0 && file.read(last, file.size() - 1) == 1 && last.get(0) != '\n';
  }

  private static void write(FileChannel out, byte[] bytes) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      out.write(left);
    }
  }

  /** Tells every event of a purge, in the order in which they were removed. */
  public void read(String purge, Consumer<NostrEvent> sink) {
    if (!Files.exists(file(purge))) {
      return; // there was nothing to remove
    }
    try (BufferedReader lines = Files.newBufferedReader(file(purge))) {
      String line;
      while ((line = lines.readLine()) != null) {
        if (EventParser.parse(line.getBytes(StandardCharsets.UTF_8))
            instanceof EventParse.WellFormed(var event)) {
          sink.accept(event);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file(purge), e);
    }
  }

  /** Returns the names of the purges of which there are events. */
  public List<String> purges() {
    List<String> purges = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
        for (Path file : files) {
          String name = file.getFileName().toString();
          purges.add(name.substring(0, name.length() - SUFFIX.length()));
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot list " + folder, e);
      }
    }
    return purges;
  }

  /** Lets the events of a purge go. */
  public void delete(String purge) {
    try {
      Files.deleteIfExists(file(purge));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + file(purge), e);
    }
  }
}
