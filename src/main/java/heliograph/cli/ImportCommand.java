package heliograph.cli;

import heliograph.config.RelayConfig;
import heliograph.control.ControlProtocol;
import heliograph.control.ImportAnswer;
import heliograph.control.LineReader;
import heliograph.event.EventParse;
import heliograph.event.EventParser;
import heliograph.ingest.IngestOutcome.Result;
import heliograph.ingest.Source;
import heliograph.store.StoreResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Stores events from JSON lines, with the checks of publishing. */
@Command(
    name = "import",
    description = {
      "Store events from JSON lines: verified, deduplicated, with replacement and deletion"
          + " applied as if they were published. Works with the relay running, through it, and"
          + " stopped.",
      "Reads .gz and .xz too, arrays, ['EVENT',{...}] messages, objects over several lines,"
          + " and events in columns of PostgreSQL's COPY and of CSV.",
      "An interrupted import of a file continues after its last durable line.",
      "Lines that are no events or are refused are counted by reason, and the first of each are"
          + " named on standard error."
    },
    mixinStandardHelpOptions = true,
    exitCodeList = {
      "0:every line was accepted",
      "1:failed",
      "2:wrong usage",
      "3:some lines were no events or were refused"
    })
final class ImportCommand implements Callable<Integer> {
  private static final int LINES_PER_CHECKPOINT = 50_000;

  /** Bytes of the file that are read at once. */
  private static final int BUFFER_BYTES = 1 << 20;

  private static final int BAD_LINES = 3;

  @Mixin private StoreOptions store;

  @Option(names = "--dry-run", description = "check every line and change nothing")
  private boolean dryRun;

  @Option(names = "--skip-verify", description = "do not check signatures: you vouch for the file")
  private boolean skipVerify;

  @Option(names = "--no-resume", description = "begin at the first line in any case")
  private boolean noResume;

  @Parameters(paramLabel = "FILE", description = "JSON lines to read, - for the input")
  private String file;

  private final Map<Result, AtomicLong> counts = new EnumMap<>(Result.class);
  private final BadLines bad = new BadLines();
  private final LooseEvents loose = new LooseEvents();
  private volatile boolean interrupted;
  private volatile boolean diskFull;
  private final AtomicLong refused = new AtomicLong();
  private long line;
  private long empty;

  @Override
  public Integer call() throws Exception {
    for (Result result : Result.values()) {
      counts.put(result, new AtomicLong());
    }
    if (skipVerify) {
      System.err.println("WARNING: signatures are NOT checked; forged events will be stored.");
    }
    RelayConfig config = store.load();
    Source source = skipVerify ? Source.TRUSTED_IMPORT : Source.IMPORT;
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupt(ended)));
    try (InputStream raw = file.equals("-") ? System.in : Inputs.open(Path.of(file));
        ImportTarget target =
            dryRun ? new ImportTarget.DryRun(config, source) : ImportTarget.open(config, source)) {
      boolean resumable = !dryRun && !file.equals("-");
      Checkpoint checkpoint =
          resumable ? Checkpoint.of(config.fixed().data(), Path.of(file)) : null;
      System.err.println(
          "importing " + (file.equals("-") ? "the input" : file) + " " + target.description());
      run(ImportInput.open(raw, file, "import -"), target, checkpoint, config.fixed().data());
    } finally {
      ended.countDown();
    }
    return bad.count() > 0 ? BAD_LINES : 0;
  }

  private void interrupt(CountDownLatch ended) {
    interrupted = true;
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(
      ImportInput.Opened input, ImportTarget target, @Nullable Checkpoint checkpoint, Path folder)
      throws IOException, InterruptedException {
    InputStream in = input.in();
    long skipped = 0;
    if (checkpoint != null && !noResume && checkpoint.offset() > 0) {
      skipped = checkpoint.offset();
      in.skipNBytes(skipped);
      line = checkpoint.line();
      System.err.println("going on after line %,d".formatted(line));
    }
    long first = line;
    LineReader lines = new LineReader(in, ControlProtocol.LINE_BYTES_MAX, BUFFER_BYTES);
    boolean sized = !file.equals("-") && !input.decompressed();
    long size = !sized ? -1 : Files.size(Path.of(file)) - skipped;
    Progress progress = new Progress("lines", size);
    long unsaved = 0;
    long whole = 0;
    long wholeLine = line;
    while (!interrupted && lines.next()) {
      line++;
      take(lines, target);
      progress.at(line - first, lines.offset());
      unsaved++;
      if (checkpoint != null && unsaved >= LINES_PER_CHECKPOINT && !loose.isWithinObject()) {
        target.drain();
        checkpoint.save(skipped + lines.offset(), line);
        unsaved = 0;
      }
      if (!loose.isWithinObject()) {
        whole = lines.offset();
        wholeLine = line;
      }
    }
    if (!interrupted) {
      List<LooseEvents.Found> rest = new ArrayList<>();
      loose.end(rest);
      submit(rest, target, line);
    }
    target.drain();
    progress.end();
    if (checkpoint != null && interrupted) {
      checkpoint.save(skipped + whole, wholeLine);
    } else if (checkpoint != null) {
      checkpoint.delete();
    }
    summarize(line - first, progress.seconds(), folder);
  }

  private void take(LineReader lines, ImportTarget target)
      throws IOException, InterruptedException {
    long number = line;
    if (lines.isTooLong()) {
      report(number, "the line is longer than " + ControlProtocol.LINE_BYTES_MAX + " bytes");
      return;
    }
    int to = lines.to();
    if (to > lines.from() && lines.buffer()[to - 1] == '\r') {
      to--;
    }
    if (to == lines.from()) {
      empty++;
      return;
    }
    switch (EventParser.parse(lines.buffer(), lines.from(), to)) {
      case EventParse.Malformed(var id, var reason) ->
          submit(
              loose.take(number, lines.buffer(), lines.from(), to, "invalid: " + reason),
              target,
              number);
      case EventParse.WellFormed(var event) ->
          target.submit(event, lines.buffer(), lines.from(), to, answer -> count(number, answer));
    }
  }

  private void submit(List<LooseEvents.Found> found, ImportTarget target, long number)
      throws IOException, InterruptedException {
    for (LooseEvents.Found one : found) {
      switch (one) {
        case LooseEvents.Found.Event(var event, var json) ->
            target.submit(event, json, 0, json.length, answer -> count(number, answer));
        case LooseEvents.Found.Bad(var where, var reason) -> report(where, reason);
      }
    }
  }

  private void count(long number, ImportAnswer answer) {
    AtomicLong counter = counts.get(answer.result());
    if (counter != null) {
      counter.incrementAndGet();
    }
    if (answer.result() == Result.REJECTED || answer.result() == Result.FAILED) {
      refused.incrementAndGet();
      diskFull |= StoreResult.Failed.isForWantOfDisk(answer.words());
      bad.add(number, answer.words());
    }
  }

  /** Records a line that is not an event. */
  private void report(long number, String reason) {
    bad.add(number, reason);
  }

  private void summarize(long lines, double seconds, Path folder) {
    StringBuilder summary = new StringBuilder();
    summary.append(dryRun ? "checked" : "imported").append(" " + Counted.of(lines, "line"));
    counts.forEach((result, count) -> {
      if (count.get() > 0) {
        String name = dryRun && result == Result.STORED ? "good" : result.name();
        summary.append(", %,d %s".formatted(count.get(), name.toLowerCase(Locale.ROOT)));
      }
    });
    if (empty > 0) {
      summary.append(", %,d empty".formatted(empty));
    }
    summary.append(", " + Counted.of(bad.count() - refused.get(), "bad line"));
    summary.append(" in %.1f s: %,.0f a second".formatted(seconds, lines / seconds));
    bad.summarize();
    System.out.println(summary);
    if (refused.get() == 0 && bad.count() == lines && lines > 0) {
      System.err.println(
          "no line is an event: this reads a JSON event a line, arrays and [\"EVENT\",...] messages"
              + " of them, and columns of COPY or CSV; from an SQL dump or a database write such"
              + " lines first, for example: psql -Atc 'select event from events' | ./heliograph"
              + " import -");
    }
    if (diskFull) {
      System.err.println(
          "the disk of " + folder + " is full: free some space, then the same command again");
    }
    if (interrupted) {
      System.err.println(
          "interrupted after line %,d; the same command goes on there".formatted(line));
    }
  }
}
