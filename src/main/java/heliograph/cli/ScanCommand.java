package heliograph.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.event.PackedEvent;
import heliograph.filter.NostrFilter;
import heliograph.protocol.FilterParser;
import heliograph.store.EventScan;
import heliograph.store.lmdb.LmdbStoreReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints events of the store, without a relay. */
@Command(
    name = "scan",
    description = {
      "Print the events of the store that filters select, newest first, as JSON lines; the relay"
          + " may run meanwhile, or be stopped. Their number goes to standard error.",
      "All events are shown, private ones and those of banned authors too.",
      "Authors, ids and the values of #p, #e, #a and #q may be written as NIP-19 has them, keys"
          + " also as NIP-05 names."
    },
    mixinStandardHelpOptions = true)
final class ScanCommand implements Callable<Integer> {
  @Mixin private StoreOptions store;

  @Option(names = "--count", description = "print how many there are instead")
  private boolean count;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "no older ones: seconds since 1970, 2026-01-31, 2026-01-31T12:00:00Z or 7d (ago)")
  private @Nullable String since;

  @Option(names = "--until", paramLabel = "TIME", description = "no newer ones")
  private @Nullable String until;

  @Option(names = "--limit", paramLabel = "N", description = "no more than this many")
  private long limit = Long.MAX_VALUE;

  @Option(names = "--reverse", description = "oldest first")
  private boolean reverse;

  @Parameters(
      arity = "0..*",
      paramLabel = "FILTER",
      description = "a NIP-01 filter, in JSON; default: every event")
  private List<String> filters = new ArrayList<>();

  private long found;

  @Override
  public Integer call() throws IOException {
    if (limit < 1) {
      throw new IllegalArgumentException("--limit must be at least 1: " + limit);
    }
    List<NostrFilter> wanted = wanted();
    try (LmdbStoreReader reader = store.openReader();
        OutputStream out = StandardOutput.bulk()) {
      EventScan.Sink sink = event -> take(out, event);
      if (reverse) {
        new OldestFirst(reader, wanted, OldestFirst.WINDOW).run(sink);
      } else {
        EventScan scan = reader.scan(wanted);
        boolean ended = false;
        while (!ended && found < limit) {
          ended = scan.resume(sink, OldestFirst.SLICE);
        }
        scan.abandon();
      }
    }
    if (count) {
      System.out.println(found);
    } else {
      System.err.println(Counted.of(found, "event"));
    }
    return 0;
  }

  private List<NostrFilter> wanted() {
    Names names = new Names();
    Instant now = Instant.now();
    long from = since == null ? Long.MIN_VALUE : Times.seconds(since, now);
    long to = until == null ? Long.MAX_VALUE : Times.seconds(until, now);
    List<NostrFilter> wanted = new ArrayList<>();
    for (String filter : filters.isEmpty() ? List.of("{}") : filters) {
      NostrFilter parsed =
          new FilterParser(FilterParser.UnknownKeys.REFUSE)
              .parse(names.filter(filter).getBytes(UTF_8));
      if (reverse && parsed.namedLimit().isPresent()) {
        throw new IllegalArgumentException(
            "a limit in a filter names the newest events: with --reverse use --limit");
      }
      wanted.add(parsed.between(Math.max(parsed.since(), from), Math.min(parsed.until(), to)));
    }
    return wanted;
  }

  private boolean take(OutputStream out, PackedEvent event) {
    found++;
    if (!count) {
      try {
        out.write(event.json());
        out.write('\n');
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write the events", e);
      }
    }
    return found < limit;
  }
}
