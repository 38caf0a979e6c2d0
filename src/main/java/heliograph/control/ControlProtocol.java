package heliograph.control;

import heliograph.ingest.Source;
import java.nio.file.Path;

/**
 * What is said over the control socket, in lines of UTF-8.
 *
 * <pre>
 * caller  IMPORT verified | IMPORT trusted        once, first
 *         {event}                                 any number, a line each
 * relay   n RESULT sentence                       for the n-th event, from 0, in any order
 *
 * caller  PING | REINDEX | STATUS | RELOAD | STOP a command
 *         DELETE count {filter} | DELETE now {filter}
 * relay   lines                                   what became of it
 * </pre>
 */
public final class ControlProtocol {
  /** Unanswered events a caller may have. */
  public static final int UNANSWERED_MAX = 8_192;

  /** Longest line of a caller. */
  public static final int LINE_BYTES_MAX = 8 << 20;

  /** Rebuilds the search index. */
  public static final String REINDEX = "REINDEX";

  /** Asks whether anybody is there. */
  public static final String PING = "PING";

  /** Asks how the relay is: a JSON object in one line. */
  public static final String STATUS = "STATUS";

  /** Reads the settings again: a line for each thing that became of it. */
  public static final String RELOAD = "RELOAD";

  /** Stops the relay: {@code stopping} and the number of its process, or {@code refused}. */
  public static final String STOP = "STOP";

  /** Counts or deletes what a filter selects: its progress, a line each. */
  public static final String DELETE = "DELETE";

  static final String IMPORT_VERIFIED = "IMPORT verified";
  static final String IMPORT_TRUSTED = "IMPORT trusted";

  private ControlProtocol() {}

  /** Where the socket of a relay with this data folder is. */
  public static Path socket(Path data) {
    return data.resolve("control").resolve("sock");
  }

  /** The first line for a source. */
  static String greeting(Source source) {
    return source == Source.TRUSTED_IMPORT ? IMPORT_TRUSTED : IMPORT_VERIFIED;
  }
}
