package heliograph.membership;

import heliograph.config.MembershipConfig;
import heliograph.config.MembershipMode;
import heliograph.crypto.RelayKey;
import heliograph.event.Kinds;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.event.Seconds;
import heliograph.event.Tags;
import heliograph.filter.NostrFilter;
import heliograph.ingest.IngestOutcome;
import heliograph.ingest.RequestHandler;
import heliograph.policy.CurrentPolicy;
import heliograph.policy.ModerationFile;
import heliograph.policy.Requester;
import heliograph.protocol.MessagePrefix;
import heliograph.subscription.OnDemandEvents;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Answers requests to join, to leave and for invite codes (NIP-43). Thread-safe. */
public final class Membership implements RequestHandler, OnDemandEvents {
  private static final Duration WINDOW = Duration.ofMinutes(5);

  private final CurrentPolicy policy;
  private final ModerationFile moderation;
  private final RelayKey self;
  private final InviteCodes codes;
  private final Clock clock;

  public Membership(CurrentPolicy policy, ModerationFile moderation, RelayKey self, Clock clock) {
    this.policy = policy;
    this.moderation = moderation;
    this.self = self;
    this.clock = clock;
    codes = new InviteCodes(self);
  }

  private MembershipConfig config() {
    return policy.config().live().membership();
  }

  private long now() {
    return Seconds.now(clock);
  }

  @Override
  public Optional<IngestOutcome> handle(NostrEvent event, Requester requester) {
    boolean join = event.kind() == Kinds.JOIN_REQUEST;
    if (!join && event.kind() != Kinds.LEAVE_REQUEST) {
      return Optional.empty();
    }
    return Optional.of(answer(event, join));
  }

  private IngestOutcome answer(NostrEvent event, boolean join) {
    if (config().mode() == MembershipMode.OFF) {
      return IngestOutcome.denied(MessagePrefix.RESTRICTED, "this relay has no members");
    }
    long window = WINDOW.toSeconds();
    if (event.createdAt() < now() - window || event.createdAt() > now() + window) {
      return IngestOutcome.denied(
          MessagePrefix.INVALID,
          "created_at must be within " + WINDOW.toMinutes() + " minutes of now");
    }
    return join ? join(event) : leave(event);
  }

  private IngestOutcome join(NostrEvent event) {
    PublicKey key = event.pubkey();
    if (policy.isBanned(key)) {
      return IngestOutcome.denied(MessagePrefix.RESTRICTED, "this key is banned here");
    }
    if (policy.isMember(key)) {
      return IngestOutcome.granted(
          MessagePrefix.DUPLICATE, "you are already a member of this relay");
    }
    Optional<String> claim = Tags.of(event).first("claim");
    if (claim.isEmpty()) {
      return IngestOutcome.denied(
          MessagePrefix.INVALID, "a claim tag with an invite code is missing");
    }
    InviteCodes.Worth worth = worth(claim.get());
    if (policy.moderation().allowedPubkeys().size() >= config().membersMax()) {
      return IngestOutcome.denied(MessagePrefix.RESTRICTED, "this relay takes no more members");
    }
    return switch (worth) {
      case GOOD -> {
        moderation.edit(draft -> draft.allow(key, "joined with an invite code"));
        yield IngestOutcome.granted(
            MessagePrefix.INFO, "welcome to " + policy.config().live().identity().name());
      }
      case EXPIRED -> IngestOutcome.denied(MessagePrefix.RESTRICTED, "that invite code is expired");
      case INVALID ->
          IngestOutcome.denied(MessagePrefix.RESTRICTED, "that is an invalid invite code");
    };
  }

  private InviteCodes.Worth worth(String claim) {
    if (config().claims().contains(claim) || policy.moderation().claims().contains(claim)) {
      return InviteCodes.Worth.GOOD;
    }
    return policy.moderation().withdrawnClaims().contains(claim)
        ? InviteCodes.Worth.INVALID
        : codes.worth(claim, now());
  }

  /** Returns true for a code that was issued on request and is still valid. */
  public boolean isMadeOnRequest(String claim) {
    return codes.worth(claim, now()) == InviteCodes.Worth.GOOD;
  }

  private IngestOutcome leave(NostrEvent event) {
    if (!event.packed().isProtected()) {
      return IngestOutcome.denied(
          MessagePrefix.INVALID, "a leave request must have the - tag (NIP-43)");
    }
    PublicKey key = event.pubkey();
    if (!policy.moderation().allowedPubkeys().containsKey(key)) {
      return IngestOutcome.granted(MessagePrefix.DUPLICATE, "you are not a member of this relay");
    }
    moderation.edit(draft -> draft.endMembership(key));
    return IngestOutcome.granted(MessagePrefix.INFO, "you have left this relay");
  }

  /**
   * Returns an invite if the filters ask for one and the requester may invite; otherwise nothing.
   */
  @Override
  public List<NostrEvent> forRequest(List<NostrFilter> filters, Requester requester) {
    if (!namesInvites(filters) || !mayInvite(requester)) {
      return List.of();
    }
    String code = codes.issue(now() + config().inviteLifetime().toSeconds());
    NostrEvent invite =
        self.sign(Kinds.INVITE, now(), List.of(List.of("-"), List.of("claim", code)), "");
    return filters.stream().anyMatch(filter -> filter.matches(invite.packed()))
        ? List.of(invite)
        : List.of();
  }

  private static boolean namesInvites(List<NostrFilter> filters) {
    for (NostrFilter filter : filters) {
      if (!filter.kinds().isAll() && filter.kinds().contains(Kinds.INVITE)) {
        return true;
      }
    }
    return false;
  }

  private boolean mayInvite(Requester requester) {
    return config().mode() != MembershipMode.OFF
        && requester.keys().stream()
            .anyMatch(key ->
                policy.isAdmin(key)
                    || config().invitesByMembers()
                        && policy.isMember(key)
                        && !policy.isBanned(key));
  }
}
