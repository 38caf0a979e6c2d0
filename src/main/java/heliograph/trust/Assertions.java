package heliograph.trust;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.crypto.RelayKey;
import heliograph.event.EventId;
import heliograph.event.JsonText;
import heliograph.event.Kinds;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.event.Seconds;
import heliograph.event.Sha256;
import heliograph.ingest.Ingest;
import heliograph.ingest.Source;
import heliograph.metrics.Meters;
import heliograph.trust.AssertionStore.Figures;
import heliograph.trust.AssertionStore.Published;
import heliograph.trust.AssertionStore.Sent;
import heliograph.trust.AssertionStore.Subject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Publishes trusted assertions (NIP-85): the figures of keys in the current generation, as events
 * of a service key, which this relay stores like any others.
 *
 * <pre>
 * in the database        asserted last      published
 * rank and followers     nothing, other     30382 about the key
 * rank and followers     the same           nothing, unless this store has lost the event
 * not among the best     something          5, which withdraws it (NIP-09)
 * </pre>
 *
 * <p>Each is recorded in the database after the relay has stored it; after a crash in between it is
 * published again, with a later time. Confined to the thread that calls {@link #publishChanges},
 * except for {@link #stop}.
 */
public final class Assertions {
  private static final Logger LOG = System.getLogger(Assertions.class.getName());
  private static final int BATCH = 500;
  private static final String ABOUT =
      "Trusted assertions (NIP-85) of a relay. Rank: trust flows from the operator's seeds along"
          + " follows; 100 is the most trusted key, 50 the least of those who hold 95 % of all"
          + " trust. Followers: as far as this relay has seen their lists.";

  private final AssertionStore store;
  private final RelayKey key;
  private final Ingest ingest;
  private final Predicate<EventId> isStored;
  private final Supplier<String> relayName;
  private final int subjectsMax;
  private final Clock clock;
  private final Meters.Counter published;
  private long generation;
  private volatile boolean stopped;

  /**
   * Creates the publisher of a relay.
   *
   * @param key signs assertions and nothing else
   * @param isStored tells whether this relay's store has an event
   * @param relayName the name of the relay, for the service key's profile
   * @param subjectsMax the maximum number of keys with an assertion
   */
  public Assertions(
      AssertionStore store,
      RelayKey key,
      Ingest ingest,
      Predicate<EventId> isStored,
      Supplier<String> relayName,
      int subjectsMax,
      Clock clock,
      Meters meters) {
    this.store = store;
    this.key = key;
    this.ingest = ingest;
    this.isStored = isStored;
    this.relayName = relayName;
    this.subjectsMax = subjectsMax;
    this.clock = clock;
    published =
        meters.counter("heliograph_assertions_total", "Trusted assertions published and withdrawn");
  }

  /** Publishes what has changed with a generation, unless another relay is doing so. */
  void publishChanges(long current) {
    if (current != generation) {
      Pass pass = new Pass();
      if (store.tryRun(Kinds.USER_ASSERTION, subjectsMax, pass::take)) {
        pass.end();
        publishProfile();
        generation = current;
      }
    }
  }

  /** Ends a running pass soon, and prevents further ones. */
  void stop() {
    stopped = true;
  }

  private void check() {
    if (stopped) {
      throw new CancellationException("stopped while publishing assertions");
    }
  }

  /** An event that is to be published. */
  private record Draft(PublicKey subject, String digest, NostrEvent event) {}

  /** A pass over all subjects, in batches. */
  private final class Pass {
    private final List<Draft> changed = new ArrayList<>();
    private final List<PublicKey> gone = new ArrayList<>();
    private int all;

    void take(Subject subject) {
      check();
      Figures figures = subject.figures();
      if (figures == null) {
        gone.add(subject.key());
      } else {
        consider(subject.key(), figures, subject.sent());
      }
      if (changed.size() == BATCH || gone.size() == BATCH) {
        flush();
      }
    }

    private void consider(PublicKey subject, Figures figures, @Nullable Sent sent) {
      List<List<String>> tags =
          List.of(
              List.of("d", subject.hex()),
              List.of("rank", Integer.toString(figures.rank())),
              List.of("followers", Integer.toString(figures.followers())));
      String digest = digest(tags.toString());
      if (isNews(digest, sent)) {
        changed.add(
            new Draft(subject, digest, key.sign(Kinds.USER_ASSERTION, after(sent), tags, "")));
      }
    }

    private void flush() {
      List<Published> stored = publish(changed);
      store.published(Kinds.USER_ASSERTION, stored);
      all += stored.size() + gone.size();
      changed.clear();
      if (!gone.isEmpty()) {
        List<List<String>> tags = new ArrayList<>();
        tags.add(List.of("k", Integer.toString(Kinds.USER_ASSERTION)));
        for (PublicKey subject : gone) {
          String address = Kinds.USER_ASSERTION + ":" + key.publicKey().hex() + ":" + subject.hex();
          tags.add(List.of("a", address));
        }
        NostrEvent deletion = key.sign(Kinds.DELETION, now(), tags, "");
        if (!publish(List.of(new Draft(key.publicKey(), "", deletion))).isEmpty()) {
          store.withdrawn(Kinds.USER_ASSERTION, gone);
        }
        gone.clear();
      }
    }

    void end() {
      flush();
      if (all > 0) {
        LOG.log(Level.INFO, "trusted assertions published events={0,number,#}", all);
      }
    }
  }

  /** Publishes the profile of the service key. */
  private void publishProfile() {
    PublicKey self = key.publicKey();
    String name = relayName.get() + " trust";
    String profile =
        "{\"name\":" + JsonText.quoted(name) + ",\"about\":" + JsonText.quoted(ABOUT) + "}";
    Sent sent = store.last(self, Kinds.PROFILE).orElse(null);
    String digest = digest(profile);
    if (isNews(digest, sent)) {
      NostrEvent event = key.sign(Kinds.PROFILE, after(sent), List.of(), profile);
      store.published(Kinds.PROFILE, publish(List.of(new Draft(self, digest, event))));
    }
  }

  private boolean isNews(String digest, @Nullable Sent sent) {
    return sent == null || !sent.digest().equals(digest) || !isStored.test(sent.event());
  }

  /** Returns a time after that of the last version, so that the relay keeps the new one. */
  private long after(@Nullable Sent sent) {
    return sent == null ? now() : Math.max(now(), sent.createdAt() + 1);
  }

  private long now() {
    return Seconds.now(clock);
  }

  /** Stores events in the relay; returns those that were stored. */
  private List<Published> publish(List<Draft> drafts) {
    Queue<Published> stored = new ConcurrentLinkedQueue<>();
    CountDownLatch answered = new CountDownLatch(drafts.size());
    try {
      for (Draft draft : drafts) {
        check();
        NostrEvent event = draft.event();
        ingest.submitWaiting(
            event,
            Source.SELF,
            outcome -> {
              if (outcome.accepted()) {
                published.increment();
                stored.add(
                    new Published(
                        draft.subject(), new Sent(draft.digest(), event.id(), event.createdAt())));
              } else {
                LOG.log(Level.WARNING, "assertion refused: " + outcome.words());
              }
              answered.countDown();
            });
      }
      while (!answered.await(100, TimeUnit.MILLISECONDS)) {
        check();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while publishing assertions");
    }
    return List.copyOf(stored);
  }

  /**
   * Returns a digest of the content and the service key, so that a new key publishes everything
   * again.
   */
  private String digest(String said) {
    return Sha256.hex((key.publicKey().hex() + said).getBytes(UTF_8));
  }
}
