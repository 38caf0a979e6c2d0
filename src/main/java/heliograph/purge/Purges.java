package heliograph.purge;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.crypto.RelayKey;
import heliograph.database.DatabaseException;
import heliograph.event.EventId;
import heliograph.event.Hex;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.filter.NostrFilter;
import heliograph.filter.Visibility;
import heliograph.ingest.Ingest;
import heliograph.policy.CurrentPolicy;
import heliograph.policy.ModerationFile;
import heliograph.purge.PurgeLog.Purge;
import heliograph.purge.PurgeLog.State;
import heliograph.purge.PurgeLog.Target;
import heliograph.purge.PurgeResult.Conflict;
import heliograph.purge.PurgeResult.Done;
import heliograph.purge.PurgeResult.NotFound;
import heliograph.purge.PurgeResult.Refused;
import heliograph.store.EventScan;
import heliograph.store.EventStore;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Removes accounts with all their events, permanently unless the purge is undone in time.
 *
 * <pre>
 * preview  the accounts and their numbers of events; a token that only this relay can make for
 *          exactly these accounts, and that the next steps need
 * confirm  within an hour: the accounts are banned, so nobody sees them any more;
 *          their events are written to a file, then removed, part by part
 * undo     within heliograph.purge.undo: the bans are lifted and the events imported again
 * </pre>
 *
 * <p>A purge that was interrupted, by a crash or a full disk, continues when it is confirmed again.
 * One purge runs at a time. Earlier bans stay. Thread-safe.
 *
 * <p>A step that cannot be done returns a {@link PurgeResult}; a fault of the database throws
 * {@link DatabaseException}.
 */
public final class Purges {
  private static final Logger LOG = System.getLogger(Purges.class.getName());

  /** The maximum number of accounts of one purge. */
  public static final int KEYS_MAX = 1_000;

  /** The maximum number of events of one purge, which are removed while the user waits. */
  private static final long EVENTS_MAX = 1_000_000;

  private static final Pattern NAME = Pattern.compile("[0-9]{1,18}-[0-9]+");
  private static final int PART = 2_000;
  private static final long SLICE_NANOS = Duration.ofMillis(5).toNanos();
  private static final Duration PREVIEW = Duration.ofHours(1);

  /** A purge with its accounts, and the token that confirms or undoes it. */
  public record Preview(Purge purge, List<Target> targets, String token) {}

  private final PurgeLog log;
  private final PurgeArchive archive;
  private final EventStore store;
  private final Restoration restoration;
  private final CurrentPolicy policy;
  private final ModerationFile moderation;
  private final RelayKey self;
  private final Supplier<Duration> undo;
  private final ReentrantLock one = new ReentrantLock();

  /**
   * Creates the purges of one relay.
   *
   * @param undo how long a purge can be undone
   */
  public Purges(
      PurgeLog log,
      PurgeArchive archive,
      EventStore store,
      Ingest ingest,
      CurrentPolicy policy,
      ModerationFile moderation,
      RelayKey self,
      Supplier<Duration> undo) {
    this.log = log;
    this.archive = archive;
    this.store = store;
    restoration = new Restoration(archive, ingest);
    this.policy = policy;
    this.moderation = moderation;
    this.self = self;
    this.undo = undo;
  }

  /** Shows what a purge of these accounts would remove; changes nothing. */
  public PurgeResult<Preview> preview(String actor, String reason, List<PublicKey> keys) {
    Optional<PublicKey> kept = keys.stream().filter(this::isProtected).findFirst();
    if (kept.isPresent()) {
      return new Refused<>(
          "the relay's own key, administrators, members and seeds are not purged: "
              + kept.get().hex());
    }
    return show(actor, reason, keys);
  }

  /** Shows what a purge of the spam candidates would remove, except those that are protected. */
  public PurgeResult<Preview> preview(String actor, String reason, double scoreMin, int limit) {
    List<PublicKey> keys =
        log.candidates(scoreMin, Math.min(limit, KEYS_MAX)).stream()
            .filter(key -> !isProtected(key))
            .toList();
    return show(actor, reason, keys);
  }

  private boolean isProtected(PublicKey key) {
    return policy.isMember(key)
        || policy.isAdmin(key)
        || policy.config().live().trustSeeds().contains(key.hex());
  }

  private PurgeResult<Preview> show(String actor, String reason, List<PublicKey> keys) {
    if (reason.isBlank()) {
      return new Refused<>("a purge needs a reason");
    }
    if (keys.isEmpty() || keys.size() > KEYS_MAX) {
      return new Refused<>("a purge is of 1 to " + KEYS_MAX + " accounts, not " + keys.size());
    }
    List<Target> targets = new ArrayList<>();
    long left = EVENTS_MAX;
    for (String key : new TreeSet<>(keys.stream().map(PublicKey::hex).toList())) {
      PublicKey author = PublicKey.parse(key);
      long events = count(author, left + 1);
      left -= events;
      if (left < 0) {
        return new Refused<>(
            "these accounts have more than " + EVENTS_MAX + " events: purge fewer at a time");
      }
      targets.add(new Target(author, events));
    }
    return find(log.preview(actor, reason, targets));
  }

  /** Finds a purge by its number, with its accounts and its token. */
  public PurgeResult<Preview> find(long id) {
    return log.find(id)
        .<PurgeResult<Preview>>map(purge -> new Done<>(preview(purge)))
        .orElseGet(() -> new NotFound<>("no purge " + id));
  }

  private Preview preview(Purge purge) {
    List<Target> targets = log.targets(purge.id());
    return new Preview(purge, targets, token(purge, targets));
  }

  /** Returns the newest purges before one, without their accounts. */
  public List<Purge> before(long id, int limit) {
    return log.before(id, limit);
  }

  /** Runs {@code step} on a purge if the token is right. */
  private PurgeResult<Purge> proven(
      long id, String token, Function<Preview, PurgeResult<Purge>> step) {
    Optional<Preview> found = log.find(id).map(this::preview);
    if (found.isEmpty()) {
      return new NotFound<>("no purge " + id);
    }
    if (!MessageDigest.isEqual(token.getBytes(UTF_8), found.get().token().getBytes(UTF_8))) {
      return new Refused<>("the token is not the one of this purge");
    }
    return step.apply(found.get());
  }

  private String token(Purge purge, List<Target> targets) {
    StringBuilder text = new StringBuilder("purge ");
    text.append(purge.id()).append(' ').append(purge.relayId());
    targets.forEach(target -> text.append('\n').append(target.key().hex()));
    return Hex.encode(self.mac(text.toString().getBytes(UTF_8)));
  }

  /** Bans the accounts of a preview and removes their events; returns the purge as it is then. */
  public PurgeResult<Purge> confirm(String actor, long id, String token) {
    return alone(() ->
        proven(
            id,
            token,
            preview -> {
              Optional<String> conflict = conflict(preview);
              if (conflict.isPresent()) {
                return new Conflict<>(conflict.get());
              }
              log.confirm(id, actor);
              ban(preview.purge(), preview.targets());
              long removed = 0;
              for (Target target : preview.targets()) {
                removed += remove(name(preview.purge()), target.key());
              }
              log.removed(id, actor, removed);
              return current(id);
            }));
  }

  private PurgeResult<Purge> current(long id) {
    return new Done<>(log.find(id).orElseThrow());
  }

  /** Returns why a preview cannot be confirmed now; empty if it can. */
  private Optional<String> conflict(Preview preview) {
    Purge purge = preview.purge();
    if (isOfAnotherRelay(purge)) {
      return Optional.of("this purge is of another relay, " + purge.relayId());
    }
    boolean cutOff = purge.state() == State.CONFIRMED && purge.removed().isEmpty();
    if (!cutOff && purge.state() != State.PREVIEW) {
      return Optional.of("this purge is " + purge.state().spelling());
    }
    Duration age = Duration.between(purge.createdAt(), Instant.now());
    if (!cutOff && age.compareTo(PREVIEW) > 0) {
      return Optional.of("this preview has expired; request a new one");
    }
    return preview.targets().stream()
        .map(Target::key)
        .filter(this::isProtected)
        .findFirst()
        .map(key -> "this key has become protected: " + key.hex());
  }

  private boolean isOfAnotherRelay(Purge purge) {
    return !purge.relayId().equals(log.relayId());
  }

  /**
   * Returns the name of a purge's file; it is not only the number, because another database may use
   * that again.
   */
  private static String name(Purge purge) {
    return purge.id() + "-" + purge.createdAt().getEpochSecond();
  }

  private static String banReason(Purge purge) {
    return "purge " + purge.id() + ": " + purge.reason();
  }

  private void ban(Purge purge, List<Target> targets) {
    moderation.edit(draft ->
        targets.forEach(target -> draft.bannedPubkeys.putIfAbsent(target.key(), banReason(purge))));
  }

  private long remove(String name, PublicKey author) {
    long removed = 0;
    List<NostrEvent> part = some(author);
    while (!part.isEmpty()) {
      archive.append(name, part);
      List<EventId> ids = part.stream().map(NostrEvent::id).toList();
      removed += store.remove(ids);
      part = some(author);
    }
    return removed;
  }

  /** Lifts the bans of a purge and stores its events again; returns the purge as it is then. */
  public PurgeResult<Purge> undo(String actor, long id, String token) {
    return alone(() -> proven(id, token, preview -> undo(actor, preview.purge())));
  }

  private PurgeResult<Purge> undo(String actor, Purge purge) {
    if (isOfAnotherRelay(purge)) {
      return new Conflict<>("this purge is of another relay, " + purge.relayId());
    }
    boolean inTime =
        purge.confirmedAt().filter(at -> at.plus(undo.get()).isAfter(Instant.now())).isPresent();
    if (purge.state() != State.CONFIRMED || !inTime) {
      return new Conflict<>("this purge cannot be undone: it is " + purge.state().spelling());
    }
    moderation.edit(
        draft -> draft.bannedPubkeys.values().removeIf(reason -> reason.equals(banReason(purge))));
    Restoration.Restored restored;
    try {
      restored = restoration.restore(name(purge));
    } catch (CancellationException e) {
      return new Conflict<>("interrupted; undo it again");
    }
    if (restored.failed() > 0) {
      return new Conflict<>(
          restored.failed()
              + " events could not be stored; the others are restored. Undo it again");
    }
    log.undone(purge.id(), actor, restored.stored());
    archive.delete(name(purge));
    return current(purge.id());
  }

  /** Ends previews and purges that are too old, and deletes the files of such purges. */
  public void sweep() {
    try {
      log.drop(PREVIEW, undo.get());
      for (String name : archive.purges()) {
        if (!isConfirmed(name)) {
          archive.delete(name);
        }
      }
    } catch (DatabaseException | UncheckedIOException e) {
      // the scheduler would not run it again after an exception
      LOG.log(Level.WARNING, "old purges cannot be removed now: " + e.getMessage());
    }
  }

  private boolean isConfirmed(String name) {
    return NAME.matcher(name).matches()
        && log.find(Long.parseLong(name.substring(0, name.indexOf('-'))))
            .filter(purge -> purge.state() == State.CONFIRMED && name(purge).equals(name))
            .isPresent();
  }

  private PurgeResult<Purge> alone(Supplier<PurgeResult<Purge>> work) {
    if (!one.tryLock()) {
      return new Conflict<>("another purge is running");
    }
    try {
      return work.get();
    } finally {
      one.unlock();
    }
  }

  private long count(PublicKey author, long max) {
    long[] count = new long[1];
    scan(author, (int) max, packed -> ++count[0] > 0);
    return count[0];
  }

  private List<NostrEvent> some(PublicKey author) {
    List<NostrEvent> events = new ArrayList<>();
    scan(author, PART, packed -> events.add(NostrEvent.copyOf(packed)));
    return events;
  }

  private void scan(PublicKey author, int limit, EventScan.Sink sink) {
    NostrFilter filter = NostrFilter.EVERYTHING.ofAuthors(author).withLimit(limit);
    store.scan(List.of(filter), Visibility.EVERYTHING).toEnd(sink, SLICE_NANOS);
  }
}
