package heliograph.ingest;

import heliograph.event.EventId;
import heliograph.protocol.MessagePrefix;
import heliograph.protocol.RelayMessage;

/**
 * What became of a submitted event.
 *
 * @param result for counting
 * @param accepted what the client's OK says
 * @param message text of the OK; may be empty when accepted
 */
public record IngestOutcome(Result result, boolean accepted, String message) {

  /** Outcomes by name, as metrics and import reports count them. */
  public enum Result {
    STORED,
    DUPLICATE,
    SUPERSEDED,
    DELETED,
    DELIVERED,
    MUTED,
    REJECTED,
    FAILED
  }

  static final IngestOutcome STORED = new IngestOutcome(Result.STORED, true, "");

  static final IngestOutcome DELIVERED = new IngestOutcome(Result.DELIVERED, true, "");

  static final IngestOutcome DUPLICATE =
      new IngestOutcome(
          Result.DUPLICATE, true, MessagePrefix.DUPLICATE.text("already have this event"));

  static final IngestOutcome SUPERSEDED =
      refused(Result.SUPERSEDED, MessagePrefix.DUPLICATE, "a newer version is stored");

  static final IngestOutcome DELETED =
      refused(Result.DELETED, MessagePrefix.BLOCKED, "this event was deleted by its author");

  static final IngestOutcome MUTED =
      refused(Result.MUTED, MessagePrefix.MUTE, "no one is listening for this ephemeral event");

  static IngestOutcome rejected(MessagePrefix prefix, String sentence) {
    return refused(Result.REJECTED, prefix, sentence);
  }

  static IngestOutcome failed(String sentence) {
    return refused(Result.FAILED, MessagePrefix.ERROR, sentence);
  }

  private static IngestOutcome refused(Result result, MessagePrefix prefix, String sentence) {
    return new IngestOutcome(result, false, prefix.text(sentence));
  }

  /** The answer to the client that sent the event. */
  public RelayMessage.Ok ok(EventId id) {
    return new RelayMessage.Ok(id, accepted, message);
  }
}
