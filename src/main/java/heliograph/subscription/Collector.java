package heliograph.subscription;

import heliograph.event.PackedEvent;
import heliograph.protocol.MessagePrefix;

/** Takes the events of a query that are not sent as they are. Called by one worker at a time. */
public interface Collector {
  /**
   * Takes one event, which is valid during the call only.
   *
   * @return false to let others have the worker
   */
  boolean take(PackedEvent event);

  /** Returns true if no more is wanted: the query is dropped without a word. */
  boolean isOver();

  /** All events were taken. */
  void ended();

  /** The query cannot be served. */
  void failed(MessagePrefix prefix, String sentence);
}
