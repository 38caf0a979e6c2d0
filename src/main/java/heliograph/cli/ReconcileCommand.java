package heliograph.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.client.RelayDialogue;
import heliograph.event.EventId;
import heliograph.event.EventParse;
import heliograph.event.EventParser;
import heliograph.event.Hex;
import heliograph.event.MalformedInput;
import heliograph.event.NostrEvent;
import heliograph.filter.NostrFilter;
import heliograph.negentropy.Initiator;
import heliograph.negentropy.ItemSet;
import heliograph.protocol.FilterParser;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
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

/** Compares a file of events with a relay, and evens the two out. */
@Command(
    name = "reconcile",
    description = {
      "Compare the events of a JSON lines file with a relay's (NIP-77).",
      "Prints 'need ID' for what only the relay has and 'have ID' for what only the file has.",
      "Fetched events are as the relay gives them: 'import' and relays check them."
    },
    mixinStandardHelpOptions = true)
final class ReconcileCommand implements Callable<Integer> {
  private static final int ROUNDS_MAX = 10_000;
  private static final int BATCH = 250;

  /** In hex twice that, within the message limit of most relays. */
  private static final int FRAME_BYTES_MAX = 60_000;

  @Mixin private RelayOptions relay;

  @Option(
      names = "--fetch",
      paramLabel = "OUT.jsonl",
      description = "append the needed events to this file, which may be the same one")
  private @Nullable Path fetch;

  @Option(names = "--send", description = "publish what the relay lacks")
  private boolean send;

  @Option(names = "--auth", description = "authenticate at once, without being asked")
  private boolean authenticate;

  @Parameters(index = "0", paramLabel = "FILTER", description = "a NIP-01 filter without a limit")
  private String filter;

  @Parameters(index = "1", paramLabel = "FILE.jsonl", description = "the events of this side")
  private Path file;

  private final Set<EventId> have = new LinkedHashSet<>();
  private final Set<EventId> need = new LinkedHashSet<>();
  private int rounds;
  private long bytesSent;
  private long bytesReceived;
  private long refused;

  @Override
  public Integer call() throws IOException {
    NostrFilter wanted =
        new FilterParser(FilterParser.UnknownKeys.REFUSE).parse(filter.getBytes(UTF_8));
    if (wanted.namedLimit().isPresent()) {
      throw new IllegalArgumentException("a filter with a limit cannot be reconciled: " + filter);
    }
    ItemSet items = items(wanted);
    try (RelayDialogue dialogue = relay.connect(relay.key())) {
      if (authenticate) {
        dialogue.authenticateAtOnce();
      }
      long started = System.nanoTime();
      compare(dialogue, new Initiator(items, FRAME_BYTES_MAX));
      System.err.printf(
          "%d here, need %d, have %d; rounds: %d, bytes: %d sent, %d received; %d ms%n",
          items.size(),
          need.size(),
          have.size(),
          rounds,
          bytesSent,
          bytesReceived,
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started));
      if (send) {
        publish(dialogue);
      }
      if (fetch != null) {
        fetch(dialogue, fetch);
      }
    }
    return refused > 0 ? 1 : 0;
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
    } catch (java.nio.file.NoSuchFileException e) {
      throw new IOException("there is no file " + file, e);
    }
    return items.build();
  }

  private void compare(RelayDialogue dialogue, Initiator initiator) {
    String open = "[\"NEG-OPEN\",\"n\"," + filter + ",\"" + Hex.encode(initiator.start()) + "\"]";
    say(dialogue, open);
    while (true) {
      RelayDialogue.Answer answer = dialogue.next();
      if (!answer.text(0).equals("n")) {
        continue;
      }
      if (answer.verb().equals("NEG-ERR")) {
        if (!dialogue.asksToAuthenticate(answer.text(1))) {
          throw new IllegalStateException("the relay does not reconcile: " + answer.text(1));
        }
        dialogue.authenticate();
        say(dialogue, open);
      } else if (answer.verb().equals("NEG-MSG")) {
        bytesReceived += answer.json(1).length();
        Optional<byte[]> next = learn(initiator, answer.text(1));
        if (next.isEmpty()) {
          dialogue.send("[\"NEG-CLOSE\",\"n\"]");
          return;
        }
        say(dialogue, "[\"NEG-MSG\",\"n\",\"" + Hex.encode(next.get()) + "\"]");
      }
    }
  }

  private void say(RelayDialogue dialogue, String message) {
    if (++rounds > ROUNDS_MAX) {
      throw new IllegalStateException("no end after " + ROUNDS_MAX + " rounds");
    }
    bytesSent += message.length();
    dialogue.send(message);
  }

  private Optional<byte[]> learn(Initiator initiator, String hex) {
    byte[] digits = hex.getBytes(UTF_8);
    if (digits.length % 2 != 0 || !Hex.isLowerHex(digits, 0, digits.length)) {
      throw new IllegalStateException("the relay's message is not hex");
    }
    try {
      return initiator.next(
          Hex.decode(digits, 0, digits.length / 2),
          id -> tell(have, "have ", id),
          id -> tell(need, "need ", id));
    } catch (MalformedInput e) {
      throw new IllegalStateException("the relay's message cannot be read: " + e.reason(), e);
    }
  }

  private static void tell(Set<EventId> known, String what, EventId id) {
    if (known.add(id)) {
      System.out.println(what + id.hex());
    }
  }

  private void publish(RelayDialogue dialogue) throws IOException {
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
    System.err.println("sent " + (have.size() - refused) + " of " + have.size());
  }

  private void fetch(RelayDialogue dialogue, Path target) throws IOException {
    List<EventId> wanted = new ArrayList<>(need);
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
                event -> write(out, event));
        if (end.verb().equals("CLOSED")) {
          throw new IllegalStateException("the relay does not give them: " + end.text(1));
        }
      }
    }
    System.err.println("fetched " + (wanted.size() - need.size()) + " of " + wanted.size());
  }

  /** Keeps an event that is still wanted; those that never come stay in {@link #need}. */
  private void write(BufferedWriter out, String json) {
    if (EventParser.parse(json.getBytes(UTF_8)) instanceof EventParse.WellFormed(var event)
        && need.remove(event.id())) {
      try {
        out.write(json);
        out.newLine();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write the events: " + e.getMessage(), e);
      }
    }
  }
}
