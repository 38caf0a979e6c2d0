package heliograph.subscription;

import heliograph.event.PackedEvent;
import heliograph.protocol.MessagePrefix;

/**
 * Takes the events of a query whose events are not sent to the client. Called by one worker at a
 * time.
 */
public interface Collector {
  /**
   * Takes one event, which is valid during the call only.
   *
   * @return false to let others have the worker
   */
  boolean take(PackedEvent event);

  /** Returns true if no more events are wanted: the query is then dropped without an answer. */
  boolean isOver();

  /** Called when all events were taken. */
  void ended();

  /** Called when the query cannot be served. */
  void failed(MessagePrefix prefix, String sentence);
}
