package heliograph.metrics;

import java.net.InetAddress;

/**
 * Takes note of what clients do, for statistics: what they ask for, what they are refused, when
 * they come and go. What the relay asks of itself is not noted, and stored events are not either,
 * for the change feed has them. Noting is a few instructions: it never blocks and never throws, and
 * what cannot be kept is dropped and counted. Thread-safe.
 */
@FunctionalInterface
public interface RequestLog {
  /** Takes note of nothing. */
  RequestLog NONE = happening -> {};

  /** Notes what has just happened. */
  void note(Happening happening);

  /** What a client asked the relay to do. */
  enum Verb {
    EVENT,
    REQ,
    COUNT,
    NEG_OPEN
  }

  /** One thing that happened. */
  sealed interface Happening {
    /** Returns where the client is. */
    InetAddress address();
  }

  /**
   * A client connected.
   *
   * @param connection its number, counted from the relay's start
   */
  record Opened(InetAddress address, long connection) implements Happening {}

  /** A client is gone. */
  record Closed(InetAddress address, long connection) implements Happening {}

  /** A request for stored events was taken. */
  record Asked(InetAddress address, long connection, Verb verb, Filters filters)
      implements Happening {}

  /** Stored events were sent in answer to one. */
  record Served(InetAddress address, int events) implements Happening {}

  /**
   * An event was not stored, or a request not taken.
   *
   * @param kind of the event; −1 if there was none to be read
   * @param reason the first word of the answer
   */
  record Refused(InetAddress address, Verb verb, int kind, String reason) implements Happening {}

  /** An ephemeral event was handed to its listeners. */
  record PassedOn(InetAddress address, int kind) implements Happening {}

  /** The authors and kinds that a request asked for, read when there is time. */
  interface Filters {
    /** Returns how many filters. */
    int size();

    /** Returns how many authors a filter names. */
    int authors(int filter);

    /** Returns word 0 to 3 of an author's key. */
    long author(int filter, int author, int word);

    /** Returns how many kinds a filter names; −1 for every kind. */
    int kinds(int filter);

    /** One of them. */
    int kind(int filter, int index);
  }
}
