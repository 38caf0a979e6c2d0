package heliograph.ingest;

import heliograph.event.EventId;
import heliograph.protocol.MessagePrefix;
import heliograph.protocol.RelayMessage;
import heliograph.store.StoreResult;

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
    HANDLED,
    SWALLOWED,
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

  private static final IngestOutcome SUPERSEDED_BY_LOWER_ID =
      refused(
          Result.SUPERSEDED,
          MessagePrefix.DUPLICATE,
          "a version of the same second with a lower id is stored");

  private static final IngestOutcome SUPERSEDED_BY_EXPIRED =
      refused(
          Result.SUPERSEDED, MessagePrefix.DUPLICATE, "a newer version was stored and has expired");

  static final IngestOutcome DELETED =
      refused(Result.DELETED, MessagePrefix.BLOCKED, "this event was deleted by its author");

  static final IngestOutcome MUTED =
      refused(Result.MUTED, MessagePrefix.MUTE, "no one is listening for this ephemeral event");

  /** Genuine, and stored nowhere. */
  static final IngestOutcome PROVEN = new IngestOutcome(Result.HANDLED, true, "");

  static final IngestOutcome BUSY =
      refused(
          Result.REJECTED,
          MessagePrefix.RATE_LIMITED,
          "too many events are waiting, try again later");

  /** The sender believes that it is stored (a write policy's shadow reject). */
  static final IngestOutcome SWALLOWED = new IngestOutcome(Result.SWALLOWED, true, "");

  /** What the store made of an event. */
  static IngestOutcome of(StoreResult result) {
    return switch (result) {
      case StoreResult.Stored stored -> STORED;
      case StoreResult.Duplicate duplicate -> DUPLICATE;
      case StoreResult.Superseded(var by) ->
          switch (by) {
            case NEWER -> SUPERSEDED;
            case LOWER_ID -> SUPERSEDED_BY_LOWER_ID;
            case EXPIRED -> SUPERSEDED_BY_EXPIRED;
          };
      case StoreResult.Deleted deleted -> DELETED;
      case StoreResult.Failed(var reason) -> failed(reason);
    };
  }

  /** A request to the relay itself that was granted, or had been before. */
  public static IngestOutcome granted(MessagePrefix prefix, String sentence) {
    return new IngestOutcome(Result.HANDLED, true, prefix.text(sentence));
  }

  /** A request to the relay itself that was not granted. */
  public static IngestOutcome denied(MessagePrefix prefix, String sentence) {
    return refused(Result.HANDLED, prefix, sentence);
  }

  static IngestOutcome rejected(MessagePrefix prefix, String sentence) {
    return refused(Result.REJECTED, prefix, sentence);
  }

  static IngestOutcome failed(String sentence) {
    return refused(Result.FAILED, MessagePrefix.ERROR, sentence);
  }

  private static IngestOutcome refused(Result result, MessagePrefix prefix, String sentence) {
    return new IngestOutcome(result, false, prefix.text(sentence));
  }

  /** True if the event could be taken once its sender has authenticated (NIP-42). */
  public boolean asksForAuthentication() {
    return !accepted && reason().equals(MessagePrefix.AUTH_REQUIRED.word());
  }

  /** The first word of the message; empty when there is none. */
  String reason() {
    int colon = message.indexOf(':');
    return colon < 0 ? "" : message.substring(0, colon);
  }

  /** The answer to the client that sent the event. */
  public RelayMessage.Ok ok(EventId id) {
    return new RelayMessage.Ok(id, accepted, message);
  }
}
