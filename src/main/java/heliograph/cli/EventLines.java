package heliograph.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.event.EventParse;
import heliograph.event.EventParser;
import heliograph.event.NostrEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The events of JSON lines, read on demand; empty lines are skipped. */
final class EventLines implements Iterator<NostrEvent> {
  private final BufferedReader lines;
  private long number;
  private @Nullable NostrEvent next;

  EventLines(BufferedReader lines) {
    this.lines = lines;
  }

  /**
   * Returns whether there is another event.
   *
   * @throws IllegalStateException if the next line is not an event; the message has its number
   */
  @Override
  public boolean hasNext() {
    try {
      String line = "";
      while (next == null && line != null) {
        line = lines.readLine();
        number++;
        if (line != null && !line.isBlank()) {
          next = parse(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the events", e);
    }
    return next != null;
  }

  private NostrEvent parse(String line) {
    return switch (EventParser.parse(line.getBytes(UTF_8))) {
      case EventParse.WellFormed(var event) -> event;
      case EventParse.Malformed(var id, var reason) ->
          throw new IllegalStateException("line " + number + " is no event: " + reason);
    };
  }

  @Override
  public NostrEvent next() {
    NostrEvent event = hasNext() ? next : null;
    if (event == null) {
      throw new NoSuchElementException();
    }
    next = null;
    return event;
  }
}
