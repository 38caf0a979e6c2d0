package heliograph.ingest;

import heliograph.event.EventId;
import heliograph.protocol.MessagePrefix;
import heliograph.protocol.RelayMessage;
import heliograph.store.StoreResult;
import java.util.Locale;
import java.util.Optional;

/**
 * The result of submitting an event.
 *
 * @param result the kind of outcome; it decides whether the event counts as accepted
 * @param prefix the machine-readable reason; empty when there is nothing to say
 * @param sentence the reason in words; empty when there is nothing to say
 */
public record IngestOutcome(Result result, Optional<MessagePrefix> prefix, String sentence) {

  /** Kinds of outcome, as metrics and import reports count them. */
  public enum Result {
    STORED(true),
    DUPLICATE(true),
    SUPERSEDED(false),
    DELETED(false),
    DELIVERED(true),
    MUTED(false),
    /** A request to the relay itself was granted. */
    HANDLED(true),
    /** A request to the relay itself was not granted; metrics count it as handled. */
    DENIED(false),
    SWALLOWED(true),
    REJECTED(false),
    FAILED(false);

    private final boolean accepted;

    Result(boolean accepted) {
      this.accepted = accepted;
    }

    /** Returns the value of the metric label {@code result}. */
    String label() {
      return this == DENIED ? "handled" : name().toLowerCase(Locale.ROOT);
    }
  }

  static final IngestOutcome STORED = silent(Result.STORED);

  static final IngestOutcome DELIVERED = silent(Result.DELIVERED);

  static final IngestOutcome DUPLICATE =
      of(Result.DUPLICATE, MessagePrefix.DUPLICATE, "already have this event");

  static final IngestOutcome SUPERSEDED =
      of(Result.SUPERSEDED, MessagePrefix.DUPLICATE, "a newer version is stored");

  private static final IngestOutcome SUPERSEDED_BY_LOWER_ID =
      of(
          Result.SUPERSEDED,
          MessagePrefix.DUPLICATE,
          "a version of the same second with a lower id is stored");

  private static final IngestOutcome SUPERSEDED_BY_EXPIRED =
      of(Result.SUPERSEDED, MessagePrefix.DUPLICATE, "a newer version was stored and has expired");

  static final IngestOutcome DELETED =
      of(Result.DELETED, MessagePrefix.BLOCKED, "this event was deleted by its author");

  static final IngestOutcome MUTED =
      of(Result.MUTED, MessagePrefix.MUTE, "no one is listening for this ephemeral event");

  /** The event is genuine and was not to be stored. */
  static final IngestOutcome PROVEN = silent(Result.HANDLED);

  static final IngestOutcome BUSY =
      rejected(MessagePrefix.RATE_LIMITED, "too many events are waiting, try again later");

  static final IngestOutcome SHUTTING_DOWN = failed("shutting down");

  /**
   * The event is dropped and its sender is told that it is stored (a write policy's shadow reject).
   */
  static final IngestOutcome SWALLOWED = silent(Result.SWALLOWED);

  /** Translates the store's result. */
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

  /** Returns the outcome of a request to the relay itself that was granted, now or before. */
  public static IngestOutcome granted(MessagePrefix prefix, String sentence) {
    return of(Result.HANDLED, prefix, sentence);
  }

  /** Returns the outcome of a request to the relay itself that was not granted. */
  public static IngestOutcome denied(MessagePrefix prefix, String sentence) {
    return of(Result.DENIED, prefix, sentence);
  }

  static IngestOutcome rejected(MessagePrefix prefix, String sentence) {
    return of(Result.REJECTED, prefix, sentence);
  }

  static IngestOutcome failed(String sentence) {
    return of(Result.FAILED, MessagePrefix.ERROR, sentence);
  }

  private static IngestOutcome of(Result result, MessagePrefix prefix, String sentence) {
    return new IngestOutcome(result, Optional.of(prefix), sentence);
  }

  private static IngestOutcome silent(Result result) {
    return new IngestOutcome(result, Optional.empty(), "");
  }

  /** Returns true if the client's OK says {@code true}. */
  public boolean accepted() {
    return result.accepted;
  }

  /** Returns true if the event could be accepted once its sender has authenticated (NIP-42). */
  public boolean asksForAuthentication() {
    return !accepted() && prefix.isPresent() && prefix.get() == MessagePrefix.AUTH_REQUIRED;
  }

  /** Returns what the client's OK says in words; empty when there is nothing to say. */
  public String words() {
    return RelayMessage.Ok.words(prefix, sentence);
  }

  /** Returns the word of the prefix; empty when there is none. */
  String reason() {
    return prefix.isPresent() ? prefix.get().word() : "";
  }

  /** Returns the answer to the client that sent the event. */
  public RelayMessage.Ok ok(EventId id) {
    return new RelayMessage.Ok(id, accepted(), prefix, sentence);
  }
}
