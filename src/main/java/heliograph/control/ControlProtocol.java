package heliograph.control;

import heliograph.ingest.Source;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The protocol of the control socket, in lines of UTF-8.
 *
 * <pre>
 * caller  IMPORT verified | IMPORT trusted        once, first
 *         {event}                                 any number, a line each
 * relay   n RESULT sentence                       for the n-th event, from 0, in any order
 *
 * caller  PING | REINDEX | STATUS | RELOAD | STOP a command
 *         DELETE count {filter} | DELETE now {filter}
 * relay   lines                                   its result
 * </pre>
 */
public final class ControlProtocol {
  /** The maximum number of unanswered events of a caller. */
  public static final int UNANSWERED_MAX = 8_192;

  /** The maximum number of bytes of a caller's line. */
  public static final int LINE_BYTES_MAX = 8 << 20;

  /** How long a caller may take to say what it wants. */
  public static final Duration GREETING_TIME = Duration.ofSeconds(10);

  /** Rebuilds the search index. */
  public static final String REINDEX = "REINDEX";

  /** Checks whether a relay answers. */
  public static final String PING = "PING";

  /** Asks for the state of the relay: a JSON object in one line. */
  public static final String STATUS = "STATUS";

  /** Reads the settings again; answers with a line for each result. */
  public static final String RELOAD = "RELOAD";

  /** Stops the relay: {@code stopping} and the number of its process, or {@code refused}. */
  public static final String STOP = "STOP";

  /** Counts or deletes the events that a filter selects; answers with lines of progress. */
  public static final String DELETE = "DELETE";

  static final String IMPORT_VERIFIED = "IMPORT verified";
  static final String IMPORT_TRUSTED = "IMPORT trusted";

  private ControlProtocol() {}

  /** Returns the path of the socket of a relay with this data folder. */
  public static Path socket(Path data) {
    return data.resolve("control").resolve("sock");
  }

  /** Returns the first line for a source. */
  static String greeting(Source source) {
    return source == Source.TRUSTED_IMPORT ? IMPORT_TRUSTED : IMPORT_VERIFIED;
  }
}
