package heliograph.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import heliograph.event.EventParse;
import heliograph.event.EventParser;
import heliograph.event.NostrEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds events in lines that are not one event each, such as the dumps of relays, databases and
 * clients. Bytes are handled as Latin-1 text, which is lossless. Confined to one thread.
 *
 * <pre>
 *   ["EVENT","sub",{…}]  [{…},{…}]  {…},  {…}{…}  2026-01-01 12:00 {…}    the objects in the line
 *   {                                                                     an object of several lines
 *     "id": …
 *   }
 *   {…"a \\"quoted\\" word"…}    PostgreSQL's COPY doubles backslashes
 *   1,"{""id"":…}"              CSV doubles quotes
 * </pre>
 */
final class LooseEvents {
  private static final int UNFINISHED_MAX = 1 << 20;

  /** The content found in a line. */
  sealed interface Found {
    /** An event, as one line of JSON. */
    @SuppressWarnings("ArrayRecordComponent") // handed on once
    record Event(NostrEvent event, byte[] json) implements Found {}

    /** A text without an event that can be read. */
    record Bad(long line, String reason) implements Found {}
  }

  private final StringBuilder unfinished = new StringBuilder();
  private long unfinishedLine;

  /** Returns true if the lines read so far end within an object. */
  boolean isWithinObject() {
    return !unfinished.isEmpty();
  }

  /** Returns the events in a line that is not an event itself, or why there are none. */
  List<Found> take(long number, byte[] buffer, int from, int to, String reason) {
    String line = new String(buffer, from, to - from, ISO_8859_1).strip();
    List<Found> found = new ArrayList<>(1);
    if (isWithinObject() && !line.startsWith("{")) {
      unfinished.append(' ').append(line);
      if (unfinished.length() > UNFINISHED_MAX) {
        end(found);
      } else if (line.startsWith("}") && objects(unfinished).complete) {
        String whole = unfinished.toString();
        unfinished.setLength(0);
        read(unfinishedLine, whole, "invalid: this is no event", found);
      }
      return found;
    }
    end(found);
    Objects objects = objects(line);
    if (line.startsWith("{") && !line.endsWith("}") && !objects.complete && !objects.withinText) {
      unfinished.append(line);
      unfinishedLine = number;
    } else if (!line.isEmpty() && !isPunctuation(line)) {
      read(number, line, reason, found);
    }
    return found;
  }

  /** Adds the object that never ended, if there is one, to {@code found}. */
  void end(List<Found> found) {
    if (isWithinObject()) {
      found.add(new Found.Bad(unfinishedLine, "invalid: the object that begins here never ends"));
      unfinished.setLength(0);
    }
  }

  private static boolean isPunctuation(String line) {
    return line.equals("[") || line.equals("]") || line.equals(",") || line.equals("],");
  }

  private static void read(long number, String line, String reason, List<Found> found) {
    int before = found.size();
    for (String form :
        new String[] {line, line.replace("\\\\", "\\"), line.replace("\"\"", "\"")}) {
      for (String text : objects(form).texts) {
        byte[] json = text.getBytes(ISO_8859_1);
        if (EventParser.parse(json) instanceof EventParse.WellFormed(var event)) {
          found.add(new Found.Event(event, json));
        } else if (found.size() > before) {
          found.add(new Found.Bad(number, "invalid: an object in this line is no event"));
        }
      }
      if (found.size() > before) {
        return;
      }
    }
    found.add(new Found.Bad(number, reason));
  }

  /**
   * The outermost objects of a text.
   *
   * @param complete whether the text does not end within one
   * @param withinText whether the text ends within a string of one
   */
  private record Objects(List<String> texts, boolean complete, boolean withinText) {}

  private static Objects objects(CharSequence line) {
    List<String> texts = new ArrayList<>(1);
    int depth = 0;
    int start = 0;
    boolean text = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (text) {
        if (c == '\\') {
          i++;
        } else if (c == '"') {
          text = false;
        }
      } else if (c == '"') {
        text = depth > 0;
      } else if (c == '{' && depth++ == 0) {
        start = i;
      } else if (c == '}' && depth > 0 && --depth == 0) {
        texts.add(line.subSequence(start, i + 1).toString());
      }
    }
    return new Objects(texts, depth == 0, text);
  }
}
