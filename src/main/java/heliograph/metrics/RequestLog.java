package heliograph.metrics;

import java.net.InetAddress;

/**
 * Records what clients do, for statistics: their requests, refusals and connections. The relay's
 * own requests are not recorded, nor are stored events, which the change feed has. Recording takes
 * a few instructions: it never blocks and never throws, and what cannot be kept is dropped and
 * counted. Thread-safe.
 */
@FunctionalInterface
public interface RequestLog {
  /** Records nothing. */
  RequestLog NONE = happening -> {};

  /** Records what has just happened. */
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
    /** Returns the address of the client. */
    InetAddress address();
  }

  /**
   * A client connected.
   *
   * @param connection its number, counted from the relay's start
   */
  record Opened(InetAddress address, long connection) implements Happening {}

  /** A client disconnected. */
  record Closed(InetAddress address, long connection) implements Happening {}

  /** A request for stored events was taken. */
  record Asked(InetAddress address, long connection, Verb verb, Filters filters)
      implements Happening {}

  /** Stored events were sent in answer to a request. */
  record Served(InetAddress address, int events) implements Happening {}

  /**
   * An event was not stored, or a request not taken.
   *
   * @param kind the kind of the event; −1 if none could be read
   * @param reason the first word of the answer
   */
  record Refused(InetAddress address, Verb verb, int kind, String reason) implements Happening {}

  /** An ephemeral event was handed to its listeners. */
  record PassedOn(InetAddress address, int kind) implements Happening {}

  /** The authors and kinds that a request asked for, read when there is time. */
  interface Filters {
    /** Returns the number of filters. */
    int size();

    /** Returns the number of authors that a filter names. */
    int authors(int filter);

    /** Returns word 0 to 3 of an author's key. */
    long author(int filter, int author, int word);

    /** Returns the number of kinds that a filter names; −1 for every kind. */
    int kinds(int filter);

    /** Returns a kind that a filter names. */
    int kind(int filter, int index);
  }
}
