package heliograph.event;

import java.util.Optional;

/** What became of an attempt to read an event from JSON. */
public sealed interface EventParse {

  /** The JSON is an event in form. */
  record WellFormed(NostrEvent event) implements EventParse {}

  /** The JSON is not an event; {@code id} is the id that it claims, if that can be read. */
  record Malformed(Optional<EventId> id, String reason) implements EventParse {}
}
