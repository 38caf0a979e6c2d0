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
 * The events that purges removed, a file of JSON lines for each purge, which {@code heliograph
 * import} also reads. A line is on the disk before its event is removed; a line that a crash cut
 * off is written again further down. Confined to one purge at a time.
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

  /** Appends events durably. */
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

  /** Passes every event of a purge to {@code sink}, in the order of their removal. */
  public void read(String purge, Consumer<NostrEvent> sink) {
    if (!Files.exists(file(purge))) {
      return; // no event was removed
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

  /** Returns the names of the purges that have a file of events. */
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

  /** Deletes the file of a purge. */
  public void delete(String purge) {
    try {
      Files.deleteIfExists(file(purge));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + file(purge), e);
    }
  }
}
