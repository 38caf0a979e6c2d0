package heliograph.event;

import java.util.Optional;

/** The result of parsing an event from JSON. */
public sealed interface EventParse {

  /** The JSON is a well-formed event. */
  record WellFormed(NostrEvent event) implements EventParse {}

  /**
   * The JSON is not a well-formed event; {@code id} is the id that it claims, if that can be read.
   */
  record Malformed(Optional<EventId> id, String reason) implements EventParse {}
}
