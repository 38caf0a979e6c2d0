package heliograph.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.event.PackedEvent;
import heliograph.filter.NostrFilter;
import heliograph.protocol.FilterParser;
import heliograph.store.lmdb.LmdbStoreReader;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes stored events as JSON lines. */
@Command(
    name = "export",
    description = {
      "Write stored events, one JSON object a line; the relay may run meanwhile.",
      "In the order of their arrival; with a limit in the filter, the newest, newest first."
    },
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  private static final long SLICE = TimeUnit.MILLISECONDS.toNanos(50);

  @Mixin private StoreOptions store;

  @Option(
      names = "--filter",
      paramLabel = "FILTER",
      defaultValue = "{}",
      description = "a NIP-01 filter; default: every event")
  private String filter;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      defaultValue = "-",
      description = "file to write, - for the output")
  private String file;

  private long written;

  @Override
  public Integer call() throws IOException {
    filter = new Names().filter(filter);
    NostrFilter wanted =
        new FilterParser(FilterParser.UnknownKeys.REFUSE).parse(filter.getBytes(UTF_8));
    boolean toConsole = file.equals("-");
    try (LmdbStoreReader reader = store.openReader();
        OutputStream out =
            new BufferedOutputStream(
                toConsole ? StandardOutput.bulk() : Files.newOutputStream(Path.of(file)),
                1 << 16)) {
      if (wanted.namedLimit().isPresent()) {
        reader.scan(List.of(wanted)).toEnd(event -> write(out, event), SLICE);
      } else {
        reader.forEach(event -> {
          if (wanted.matches(event)) {
            write(out, event);
          }
        });
      }
      flush(out);
    }
    System.err.println("exported " + Counted.of(written, "event"));
    return 0;
  }

  private boolean write(OutputStream out, PackedEvent event) {
    try {
      out.write(event.json());
      out.write('\n');
      written++;
      return true;
    } catch (IOException e) {
      throw notWritten(e);
    }
  }

  private void flush(OutputStream out) {
    try {
      out.flush();
    } catch (IOException e) {
      throw notWritten(e);
    }
  }

  private UncheckedIOException notWritten(IOException fault) {
    return new UncheckedIOException(
        "cannot write " + (file.equals("-") ? "the output" : file), fault);
  }
}
