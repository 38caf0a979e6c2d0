package heliograph.membership;

import heliograph.config.MembershipMode;
import heliograph.crypto.RelayKey;
import heliograph.event.Kinds;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.event.Seconds;
import heliograph.ingest.Ingest;
import heliograph.ingest.Source;
import heliograph.policy.CurrentPolicy;
import heliograph.policy.Moderation;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the relay's members (NIP-43): the list 13534 and the roles 33534 as they are, 8000 for
 * each new member and 8001 for each former one. Called for every decision; one task at a time
 * publishes, in order, so that decisions never wait. Thread-safe.
 */
public final class MembershipEvents {
  private static final Logger LOG = System.getLogger(MembershipEvents.class.getName());
  private static final List<String> PROTECTED = List.of("-");

  private final CurrentPolicy policy;
  private final Ingest ingest;
  private final RelayKey self;
  private final Clock clock;
  private final Executor publisher;

  /** The decisions that are still to be published; null if there are none. */
  private final AtomicReference<@Nullable Moderation> latest = new AtomicReference<>();

  /** The decisions that were published last; confined to the publisher. */
  private Moderation published = Moderation.NONE;

  private long lastCreatedAt;

  /**
   * Creates the publisher; its thread starts with the first decision.
   *
   * @param publisher runs one task at a time, in order
   */
  public MembershipEvents(
      CurrentPolicy policy, Ingest ingest, RelayKey self, Clock clock, Executor publisher) {
    this.policy = policy;
    this.ingest = ingest;
    this.self = self;
    this.clock = clock;
    this.publisher = publisher;
  }

  /** Publishes the current lists, without 8000 and 8001. */
  public void start(Moderation decisions) {
    publisher.execute(() -> {
      published =
          decisions.edited(draft -> {
            draft.roles.clear();
            draft.assignedRoles.clear();
          });
      publish(decisions);
    });
  }

  /** Publishes what has changed; many decisions in a row are published together. */
  public void onModerationChange(Moderation decisions) {
    if (latest.getAndSet(decisions) == null) {
      try {
        publisher.execute(this::publishLatest);
      } catch (RejectedExecutionException e) {
        LOG.log(Level.DEBUG, "the relay stops; the lists are published at its next start");
      }
    }
  }

  private void publishLatest() {
    Moderation decisions = latest.getAndSet(null);
    if (decisions != null) {
      publish(decisions);
    }
  }

  private void publish(Moderation decisions) {
    if (policy.config().live().membership().mode() == MembershipMode.OFF) {
      return;
    }
    try {
      Moderation before = published;
      published = decisions;
      for (NostrEvent event : changes(before, decisions)) {
        ingest.submitWaiting(
            event,
            Source.SELF,
            outcome -> {
              if (!outcome.accepted()) {
                LOG.log(Level.WARNING, "membership event refused: " + outcome.words());
              }
            });
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<NostrEvent> changes(Moderation before, Moderation now) {
    lastCreatedAt = Math.max(Seconds.now(clock), lastCreatedAt + 1);
    List<NostrEvent> events = new ArrayList<>();
    for (Moderation.Role role : now.roles().values()) {
      if (!role.equals(before.roles().get(role.id()))) {
        events.add(role(role));
      }
    }
    for (String id : before.roles().keySet()) {
      if (!now.roles().containsKey(id)) {
        String address = Kinds.ROLE + ":" + self.publicKey().hex() + ":" + id;
        events.add(sign(Kinds.DELETION, List.of(List.of("a", address))));
      }
    }
    presence(Kinds.MEMBER_ADDED, now, before, events);
    presence(Kinds.MEMBER_REMOVED, before, now, events);
    events.add(members(now));
    return events;
  }

  private void presence(int kind, Moderation with, Moderation without, List<NostrEvent> events) {
    for (PublicKey member : with.allowedPubkeys().keySet()) {
      if (!without.allowedPubkeys().containsKey(member)) {
        events.add(sign(kind, List.of(PROTECTED, List.of("p", member.hex()))));
      }
    }
  }

  private NostrEvent role(Moderation.Role role) {
    List<List<String>> tags = new ArrayList<>(List.of(PROTECTED, List.of("d", role.id())));
    if (!role.label().isEmpty()) {
      tags.add(List.of("label", role.label()));
    }
    if (!role.description().isEmpty()) {
      tags.add(List.of("description", role.description()));
    }
    if (role.color() >= 0) {
      tags.add(List.of("color", Integer.toString(role.color())));
    }
    if (role.order() >= 0) {
      tags.add(List.of("order", Integer.toString(role.order())));
    }
    return sign(Kinds.ROLE, tags);
  }

  private NostrEvent members(Moderation now) {
    Set<String> members = new LinkedHashSet<>();
    now.allowedPubkeys().keySet().forEach(member -> members.add(member.hex()));
    members.addAll(policy.config().live().policy().pubkeysAllowed());
    now.bannedPubkeys().keySet().forEach(banned -> members.remove(banned.hex()));
    members.removeAll(policy.config().live().policy().pubkeysDenied());
    List<List<String>> tags = new ArrayList<>(List.of(PROTECTED));
    for (String member : members) {
      List<String> tag = new ArrayList<>(List.of("member", member));
      tag.addAll(now.rolesOf(PublicKey.parse(member)));
      tags.add(tag);
    }
    return sign(Kinds.MEMBERS, tags);
  }

  private NostrEvent sign(int kind, List<List<String>> tags) {
    return self.sign(kind, lastCreatedAt, tags, "");
  }
}
