package heliograph.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.event.EventId;
import heliograph.event.EventParse;
import heliograph.event.EventParser;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/** Events that are ready to be sent before the clock starts. */
final class PreparedEvents {
  private static final String BEFORE = "[\"EVENT\",";

  private final List<byte[]> messages = new ArrayList<>();
  private final List<EventId> ids = new ArrayList<>();
  private final List<Integer> authors = new ArrayList<>();
  private final List<PublicKey> pubkeys = new ArrayList<>();
  private final Map<PublicKey, Integer> numbers = new HashMap<>();

  private PreparedEvents() {}

  /**
   * Signs notes.
   *
   * @param since seconds; the first note's time
   * @param progress is given the number of events signed so far
   */
  static PreparedEvents sign(Corpus corpus, int count, long since, IntConsumer progress) {
    PreparedEvents events = new PreparedEvents();
    for (int i = 0; i < corpus.authors(); i++) {
      events.author(corpus.pubkey(i));
    }
    for (int i = 0; i < count; i++) {
      events.add(corpus.note(i, since));
      progress.accept(i + 1);
    }
    return events;
  }

  /**
   * Reads JSON lines.
   *
   * @param max events to read at most
   * @throws IllegalStateException if a line is no event, naming its number
   */
  static PreparedEvents read(Path file, int max) throws IOException {
    PreparedEvents events = new PreparedEvents();
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      String line = lines.readLine();
      for (long number = 1; line != null && events.size() < max; number++) {
        if (!line.isBlank()) {
          events.add(parse(line, file + ", line " + number));
        }
        line = lines.readLine();
      }
    }
    return events;
  }

  private static NostrEvent parse(String line, String where) {
    return switch (EventParser.parse(line.getBytes(UTF_8))) {
      case EventParse.WellFormed(var event) -> event;
      case EventParse.Malformed(var id, var reason) ->
          throw new IllegalStateException(where + " is no event: " + reason);
    };
  }

  /** The events with the numbers from {@code from} to before {@code to}. */
  PreparedEvents part(int from, int to) {
    PreparedEvents part = new PreparedEvents();
    part.messages.addAll(messages.subList(from, to));
    part.ids.addAll(ids.subList(from, to));
    part.authors.addAll(authors.subList(from, to));
    part.pubkeys.addAll(pubkeys);
    part.numbers.putAll(numbers);
    return part;
  }

  /** Keeps the events as JSON lines. */
  void write(Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (byte[] message : messages) {
        out.write(
            new String(message, BEFORE.length(), message.length - BEFORE.length() - 1, UTF_8));
        out.write('\n');
      }
    }
  }

  private void add(NostrEvent event) {
    messages.add(message(event));
    ids.add(event.id());
    authors.add(author(event.pubkey()));
  }

  private int author(PublicKey pubkey) {
    Integer number = numbers.putIfAbsent(pubkey, pubkeys.size());
    if (number == null) {
      pubkeys.add(pubkey);
      return pubkeys.size() - 1;
    }
    return number;
  }

  /** The message that publishes an event. */
  static byte[] message(NostrEvent event) {
    byte[] json = event.json();
    byte[] message = new byte[BEFORE.length() + json.length + 1];
    System.arraycopy(BEFORE.getBytes(UTF_8), 0, message, 0, BEFORE.length());
    System.arraycopy(json, 0, message, BEFORE.length(), json.length);
    message[message.length - 1] = ']';
    return message;
  }

  int size() {
    return messages.size();
  }

  byte[] message(int number) {
    return messages.get(number);
  }

  /** The first half of the event's id. */
  long id(int number) {
    return ids.get(number).a();
  }

  /** The number of the event's author. */
  int author(int number) {
    return authors.get(number);
  }

  /** All authors, by number. */
  List<PublicKey> pubkeys() {
    return Collections.unmodifiableList(pubkeys);
  }
}
