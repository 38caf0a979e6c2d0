package heliograph.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.client.ReconcileDialogue;
import heliograph.client.RelayDialogue;
import heliograph.event.EventId;
import heliograph.event.EventParse;
import heliograph.event.EventParser;
import heliograph.event.NostrEvent;
import heliograph.filter.NostrFilter;
import heliograph.negentropy.ItemSet;
import heliograph.protocol.FilterParser;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares a file of events with a relay, and exchanges the differences. */
@Command(
    name = "reconcile",
    description = {
      "Compare the events of a JSON lines file with a relay's (NIP-77).",
      "Prints 'need ID' for what only the relay has and 'have ID' for what only the file has.",
      "Fetched events are as the relay gives them: 'import' and relays check them."
    },
    mixinStandardHelpOptions = true)
final class ReconcileCommand implements Callable<Integer> {
  private static final int BATCH = 250;

  @Mixin private RelayOptions relay;

  @Option(
      names = "--fetch",
      paramLabel = "FILE",
      description = "append the needed events to this file, which may be the same one")
  private @Nullable Path fetch;

  @Option(names = "--send", description = "publish what the relay lacks")
  private boolean send;

  @Option(names = "--auth", description = "authenticate at once, without being asked")
  private boolean authenticate;

  @Parameters(index = "0", paramLabel = "FILTER", description = "a NIP-01 filter without a limit")
  private String filter;

  @Parameters(index = "1", paramLabel = "FILE", description = "the events of this side")
  private Path file;

  private long refused;

  @Override
  public Integer call() throws IOException {
    filter = new Names().filter(filter);
    NostrFilter wanted =
        new FilterParser(FilterParser.UnknownKeys.REFUSE).parse(filter.getBytes(UTF_8));
    if (wanted.namedLimit().isPresent()) {
      throw new IllegalArgumentException("a filter with a limit cannot be reconciled: " + filter);
    }
    requirePlain();
    ItemSet items = items(wanted);
    try (RelayDialogue dialogue = relay.connect(relay.key())) {
      if (authenticate) {
        dialogue.authenticateAtOnce();
      }
      long started = System.nanoTime();
      ReconcileDialogue.Outcome differences =
          new ReconcileDialogue(
                  dialogue,
                  filter,
                  items,
                  id -> System.out.println("have " + id.hex()),
                  id -> System.out.println("need " + id.hex()))
              .run();
      System.err.printf(
          "%,d here, need %,d, have %,d; rounds: %,d, bytes: %,d sent, %,d received; %,d ms%n",
          items.size(),
          differences.need().size(),
          differences.have().size(),
          differences.rounds(),
          differences.charsSent(),
          differences.charsReceived(),
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started));
      if (send) {
        publish(dialogue, differences.have());
      }
      if (fetch != null) {
        fetch(dialogue, differences.need(), fetch);
      }
    }
    return refused > 0 ? 1 : 0;
  }

  /** Refuses a compressed file, because the file is read twice and may be appended to. */
  private void requirePlain() throws IOException {
    try (InputStream in = Inputs.open(file)) {
      if (ImportInput.open(in, file.toString(), "…").decompressed()) {
        throw new IllegalArgumentException(file + " is compressed: decompress it first");
      }
    }
  }

  private ItemSet items(NostrFilter wanted) throws IOException {
    ItemSet.Builder items = ItemSet.builder();
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (Iterator<NostrEvent> events = new EventLines(lines); events.hasNext(); ) {
        NostrEvent event = events.next();
        if (event.createdAt() >= 0 && wanted.matches(event.packed())) {
          items.add(event.createdAt(), event.id());
        }
      }
    }
    return items.build();
  }

  private void publish(RelayDialogue dialogue, Set<EventId> have) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      Iterator<NostrEvent> missing =
          StreamSupport.stream(
                  Spliterators.spliteratorUnknownSize(
                      new EventLines(lines), Spliterator.ORDERED | Spliterator.NONNULL),
                  false)
              .filter(event -> have.contains(event.id()))
              .iterator();
      dialogue.publish(
          missing,
          ok -> {
            if (!ok.accepted()) {
              refused++;
              System.err.println("refused " + ok.id() + " " + ok.text());
            }
          });
    }
    System.err.printf("sent %,d of %,d%n", have.size() - refused, have.size());
  }

  private void fetch(RelayDialogue dialogue, Set<EventId> need, Path target) throws IOException {
    List<EventId> wanted = new ArrayList<>(need);
    Set<EventId> missing = new HashSet<>(need);
    try (BufferedWriter out =
        Files.newBufferedWriter(target, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (int from = 0; from < wanted.size(); from += BATCH) {
        List<String> ids =
            wanted.subList(from, Math.min(wanted.size(), from + BATCH)).stream()
                .map(id -> '"' + id.hex() + '"')
                .toList();
        RelayDialogue.Answer end =
            dialogue.ask(
                "REQ",
                "{\"ids\":[" + String.join(",", ids) + "],\"limit\":" + BATCH + "}",
                event -> write(out, missing, event));
        if (end.verb().equals("CLOSED")) {
          throw new IllegalStateException("the relay does not give them: " + end.words(1));
        }
      }
    }
    System.err.printf("fetched %,d of %,d%n", wanted.size() - missing.size(), wanted.size());
  }

  /** Writes an event that is still missing, and removes it from {@code missing}. */
  private static void write(BufferedWriter out, Set<EventId> missing, String json) {
    if (EventParser.parse(json.getBytes(UTF_8)) instanceof EventParse.WellFormed(var event)
        && missing.remove(event.id())) {
      try {
        out.write(json);
        out.newLine();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write the events", e);
      }
    }
  }
}
