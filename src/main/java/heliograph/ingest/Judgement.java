package heliograph.ingest;

import heliograph.crypto.Schnorr;
import heliograph.event.EventHasher;
import heliograph.event.NostrEvent;
import heliograph.event.Seconds;
import heliograph.filter.KindSet;
import heliograph.policy.CurrentPolicy;
import heliograph.policy.EventPolicy;
import heliograph.policy.Requester;
import heliograph.policy.Verdict;
import heliograph.protocol.MessagePrefix;
import heliograph.store.EventStore;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * What speaks against an event: that it is stored already, its id, the operator's rules, its
 * signature, the cheap before the dear. Thread-safe; each thread brings its own hasher.
 */
final class Judgement {
  private final EventStore store;
  private final Schnorr schnorr;
  private final CurrentPolicy policy;
  private final Clock clock;

  Judgement(EventStore store, Schnorr schnorr, CurrentPolicy policy, Clock clock) {
    this.store = store;
    this.schnorr = schnorr;
    this.policy = policy;
    this.clock = clock;
  }

  /** Whether an event, which is not to be stored, proves that its author signed it. */
  IngestOutcome ofProof(NostrEvent event, Requester requester, EventHasher hasher) {
    if (policy.events().admit(event, requester)
        instanceof Verdict.Rejected(var prefix, var sentence)) {
      return IngestOutcome.rejected(prefix, sentence);
    }
    return hasher.isId(event) && isSigned(event)
        ? IngestOutcome.PROVEN
        : IngestOutcome.rejected(MessagePrefix.INVALID, "the signature does not verify");
  }

  /** How the event is to be answered at once; null if nothing speaks against it. */
  @Nullable IngestOutcome refusal(
      NostrEvent event, Source source, Requester requester, EventHasher hasher) {
    if (source == Source.CLIENT
        && policy.events().admit(event, requester)
            instanceof Verdict.Rejected(var prefix, var sentence)) {
      return IngestOutcome.rejected(prefix, sentence);
    }
    boolean stored = store.contains(event.id());
    if (stored && policy.hidesNone(KindSet.ALL)) {
      return IngestOutcome.DUPLICATE;
    }
    if (!hasher.isId(event)) {
      policy.refused("WrongId", event.kind());
      return IngestOutcome.rejected(
          MessagePrefix.INVALID, "id is not the hash of the event's content");
    }
    if (stored && maySee(event, source, requester)) {
      return IngestOutcome.DUPLICATE;
    }
    boolean client = source == Source.CLIENT;
    EventPolicy rules = client ? policy.events() : policy.imports();
    long now = Seconds.now(clock);
    Verdict verdict = source.isSpared() ? Verdict.ACCEPTED : rules.check(event, requester, now);
    if (verdict instanceof Verdict.Accepted) {
      if (source.needsSignature() && !isSigned(event)) {
        policy.refused("WrongSignature", event.kind());
        return IngestOutcome.rejected(MessagePrefix.INVALID, "the signature does not verify");
      }
      verdict = client ? rules.checkProven(event, requester, now) : verdict;
    }
    return switch (verdict) {
      case Verdict.Accepted accepted -> null;
      case Verdict.Rejected(var prefix, var sentence) -> IngestOutcome.rejected(prefix, sentence);
      case Verdict.Swallowed swallowed -> IngestOutcome.SWALLOWED;
    };
  }

  /**
   * Told to somebody who may not see the event, that it is here, was deleted or is superseded would
   * say that it has arrived here and what its parties did with it: he reads what he would of a new
   * one (ADR 0036).
   */
  boolean maySee(NostrEvent event, Source source, Requester requester) {
    return source != Source.CLIENT || policy.maySee(requester, event.packed());
  }

  private boolean isSigned(NostrEvent event) {
    return schnorr.verify(event.signature(), event.id().bytes(), event.pubkey().bytes());
  }
}
