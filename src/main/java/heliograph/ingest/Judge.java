package heliograph.ingest;

import heliograph.crypto.Schnorr;
import heliograph.event.EventHasher;
import heliograph.event.EventId;
import heliograph.event.NostrEvent;
import heliograph.event.Seconds;
import heliograph.filter.KindSet;
import heliograph.policy.CurrentPolicy;
import heliograph.policy.EventPolicy;
import heliograph.policy.Requester;
import heliograph.policy.RuleName;
import heliograph.policy.Verdict;
import heliograph.protocol.MessagePrefix;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Decides whether an event may go on to the store or to its listeners.
 *
 * <pre>
 * 1 admission   the rules that guard the relay's own effort               clients only
 * 2 stored?     OK true duplicate:, before any hashing if everybody may know
 * 3 id          is the hash of the content
 * 4 rules       which ones, {@link Source} says
 * 5 signature   where {@link Source} asks for it
 * 6 proven      the rules that cost or count by author                    clients only
 * </pre>
 *
 * <p>The cheap checks come before the expensive ones, and the first that fails decides. Changes
 * nothing but what policy counts. Thread-safe; each thread brings its own hasher.
 */
final class Judge {
  private static final Verdict.Rejected WRONG_SIGNATURE =
      new Verdict.Rejected(MessagePrefix.INVALID, "the signature does not verify");

  private final Predicate<EventId> isStored;
  private final Schnorr schnorr;
  private final CurrentPolicy policy;
  private final Clock clock;

  Judge(Predicate<EventId> isStored, Schnorr schnorr, CurrentPolicy policy, Clock clock) {
    this.isStored = isStored;
    this.schnorr = schnorr;
    this.policy = policy;
    this.clock = clock;
  }

  /** Judges an event that is not to be stored and is to prove that its author signed it. */
  IngestOutcome prove(NostrEvent event, Requester requester, EventHasher hasher) {
    if (policy.events().admit(event, requester)
        instanceof Verdict.Rejected(var prefix, var sentence)) {
      return IngestOutcome.rejected(prefix, sentence);
    }
    return hasher.isId(event) && isSigned(event)
        ? IngestOutcome.PROVEN
        : IngestOutcome.rejected(WRONG_SIGNATURE.prefix(), WRONG_SIGNATURE.sentence());
  }

  /** Judges an event; empty if it passes, else the outcome to answer it with at once. */
  Optional<IngestOutcome> judge(
      NostrEvent event, Requester requester, Source source, EventHasher hasher) {
    if (source.isClient()
        && policy.events().admit(event, requester)
            instanceof Verdict.Rejected(var prefix, var sentence)) {
      return Optional.of(IngestOutcome.rejected(prefix, sentence));
    }
    boolean stored = isStored.test(event.id());
    if (stored && policy.hidesNone(KindSet.ALL)) {
      return Optional.of(IngestOutcome.DUPLICATE);
    }
    if (!hasher.isId(event)) {
      policy.refused(RuleName.WRONG_ID, event.kind());
      return Optional.of(
          IngestOutcome.rejected(
              MessagePrefix.INVALID, "id is not the hash of the event's content"));
    }
    if (stored && maySee(event, requester, source)) {
      return Optional.of(IngestOutcome.DUPLICATE);
    }
    return switch (verdict(event, requester, source)) {
      case Verdict.Accepted accepted -> Optional.empty();
      case Verdict.Rejected(var prefix, var sentence) ->
          Optional.of(IngestOutcome.rejected(prefix, sentence));
      case Verdict.Swallowed swallowed -> Optional.of(IngestOutcome.SWALLOWED);
    };
  }

  private Verdict verdict(NostrEvent event, Requester requester, Source source) {
    long now = Seconds.now(clock);
    return switch (source.rules()) {
      case CLIENT -> {
        EventPolicy rules = policy.events();
        Verdict verdict = withSignature(event, source, rules.check(event, requester, now));
        yield verdict instanceof Verdict.Accepted
            ? rules.checkProven(event, requester, now)
            : verdict;
      }
      case IMPORT -> withSignature(event, source, policy.imports().check(event, requester, now));
      case NONE -> withSignature(event, source, Verdict.ACCEPTED);
    };
  }

  /**
   * Returns the verdict of the rules; if they accept the event, its signature must be valid too.
   */
  private Verdict withSignature(NostrEvent event, Source source, Verdict verdict) {
    if (!(verdict instanceof Verdict.Accepted) || !source.needsSignature() || isSigned(event)) {
      return verdict;
    }
    policy.refused(RuleName.WRONG_SIGNATURE, event.kind());
    return WRONG_SIGNATURE;
  }

  /**
   * Returns true if the sender may learn whether an event is stored. A sender that may not see the
   * event is answered as if it were new: the answer that it is stored, deleted or superseded would
   * reveal that it has arrived and what its parties did with it (ADR 0036).
   */
  boolean maySee(NostrEvent event, Requester requester, Source source) {
    return !source.isClient() || policy.maySee(requester, event.packed());
  }

  private boolean isSigned(NostrEvent event) {
    return schnorr.verify(event.signature(), event.id().bytes(), event.pubkey().bytes());
  }
}
