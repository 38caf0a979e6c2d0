package heliograph.connection;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import heliograph.config.QueryConfig;
import heliograph.event.MalformedInput;
import heliograph.event.PackedEvent;
import heliograph.filter.NostrFilter;
import heliograph.metrics.RequestLog;
import heliograph.negentropy.ItemSet;
import heliograph.negentropy.Reconciliation;
import heliograph.policy.Verdict;
import heliograph.protocol.AnswerId;
import heliograph.protocol.MessagePrefix;
import heliograph.protocol.RelayMessage;
import heliograph.protocol.SubscriptionId;
import heliograph.subscription.Collector;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The reconciliations of one client (NIP-77); their ids are a space of their own.
 *
 * <pre>
 * NEG-OPEN ─► gathering (scan workers) ─► NEG-MSG ─► waiting ◄─► NEG-MSG …
 *                 too many records │                    │ idle too long
 *                                  ▼                    ▼
 *                      NEG-ERR "blocked:"       NEG-ERR "closed:"
 * </pre>
 *
 * <p>What a client may hold is bounded in number, in records each and in time, and over all clients
 * in records together, which addresses share ({@link ReconciledRecords}). A set is what its client
 * could see when it opened it; answers are computed on virtual threads, one at a time for each, and
 * addresses take turns ({@link AddressTurns}). Thread-safe.
 */
final class Reconciliations {
  private static final Logger LOG = System.getLogger(Reconciliations.class.getName());

  /** Raw bytes of an answer, whose text stays below the 1 MiB that many clients take by default. */
  private static final int FRAME_BYTES_MAX = 500_000;

  private static final String BUSY = "the relay is busy with other reconciliations";

  /** What a message that waits holds beside its bytes. */
  private static final int MESSAGE = 250;

  /** Bytes of a client's message that are not its hex digits. */
  private static final int ENVELOPE_BYTES = 256;

  private final Connections connections;
  private final ClientIdentity identity;
  private final OutboundQueue outbound;
  private final Challenge challenge;

  @GuardedBy("this")
  private final Map<SubscriptionId, Session> open = new HashMap<>(2);

  @GuardedBy("this")
  private boolean ended;

  Reconciliations(
      Connections connections,
      ClientIdentity identity,
      OutboundQueue outbound,
      Challenge challenge) {
    this.connections = connections;
    this.identity = identity;
    this.outbound = outbound;
    this.challenge = challenge;
  }

  private QueryConfig config() {
    return connections.policy().config().fixed().query();
  }

  /** Raw bytes of a client's next message, for which an answer may ask. */
  private int nextBytesMax() {
    return Math.max(0, connections.policy().limits().messageBytesMax() - ENVELOPE_BYTES) / 2;
  }

  /** One reconciliation. Guarded by the monitor around it; its items belong to one worker. */
  private final class Session implements Collector {
    private final SubscriptionId id;

    /** The client's message until its answer is being computed, and what gives its bytes back. */
    private byte @Nullable [] asked;

    private Runnable room;
    private final ItemSet.Builder items = ItemSet.builder();
    private volatile @Nullable Reconciliation set;
    private final ReconciledRecords.Holding holding;
    private int held;
    private boolean busy = true;
    private volatile boolean over;
    private final long opened = System.nanoTime();
    private long lastHeard = opened;

    private Session(SubscriptionId id, byte[] first, Runnable room) {
      this.id = id;
      asked = first;
      this.room = room;
      holding = connections.reconciledRecords().open(identity.address(), this::evicted);
    }

    private void evicted() {
      over = true;
      outbound.later(() -> failOver(this));
    }

    @Override
    public boolean take(PackedEvent event) {
      if (event.createdAt() >= 0) { // the protocol has no time before 1970
        synchronized (Reconciliations.this) {
          return !over && hold(event);
        }
      }
      return true;
    }

    private boolean hold(PackedEvent event) {
      if (held >= config().recordsMax()) {
        fail(
            this,
            MessagePrefix.BLOCKED,
            "this query is too big",
            OptionalInt.of(config().recordsMax()));
        return false;
      }
      if (held % ReconciledRecords.PART == 0 && !holding.reserve(config().recordsTotalMax())) {
        fail(this, MessagePrefix.BLOCKED, BUSY, OptionalInt.empty());
        return false;
      }
      held++;
      items.add(
          event.createdAt(), event.idWord(0), event.idWord(1), event.idWord(2), event.idWord(3));
      return true;
    }

    @Override
    public boolean isOver() {
      return over;
    }

    @Override
    public void ended() {
      connections
          .reconciling()
          .submit(
              identity.address(),
              () -> {
                if (over) {
                  return;
                }
                set = new Reconciliation(items.build(), FRAME_BYTES_MAX, nextBytesMax());
                answer(this);
              });
    }

    @Override
    public void failed(MessagePrefix prefix, String sentence) {
      fail(this, prefix, sentence, OptionalInt.empty());
    }
  }

  /** Opens a reconciliation; false if it is refused. */
  synchronized boolean open(SubscriptionId id, NostrFilter filter, byte[] message) {
    close(id);
    if (!config().negentropy()) {
      refuse(id, MessagePrefix.UNSUPPORTED, "this relay does not reconcile");
    } else if (filter.search().isPresent()) {
      refuse(id, MessagePrefix.UNSUPPORTED, "a search cannot be reconciled");
    } else if (connections.policy().reconciliations().check(List.of(filter), identity)
        instanceof Verdict.Rejected(var prefix, var sentence)) {
      refuse(id, prefix, sentence);
    } else if (open.size() >= config().reconciliationsMax()) {
      refuse(id, MessagePrefix.BLOCKED, "too many open reconciliations");
    } else if (!ended) {
      Optional<Runnable> room = roomFor(message);
      if (room.isEmpty()) {
        refuse(id, MessagePrefix.BLOCKED, BUSY);
        return false;
      }
      Session session = new Session(id, message, room.get());
      open.put(id, session);
      NostrFilter wanted = filter.withLimit(filter.namedLimit().orElse(-1));
      connections.subscriptions().gather(wanted, identity, session, outbound);
      return true;
    }
    return false;
  }

  synchronized void go(SubscriptionId id, byte[] message) {
    Session session = open.get(id);
    if (session == null) {
      refuse(id, MessagePrefix.CLOSED, "no reconciliation of this id is open");
    } else if (session.busy) {
      fail(session, MessagePrefix.INVALID, "one message at a time", OptionalInt.empty());
    } else {
      Optional<Runnable> room = roomFor(message);
      if (room.isEmpty()) {
        fail(session, MessagePrefix.BLOCKED, BUSY, OptionalInt.empty());
        return;
      }
      session.busy = true;
      session.lastHeard = System.nanoTime();
      session.asked = message;
      session.room = room.get();
      session.holding.waits(false);
      connections.reconciling().submit(identity.address(), () -> answer(session));
    }
  }

  /** Counts a message, which waits for its turn, with what its client holds. */
  private Optional<Runnable> roomFor(byte[] message) {
    return connections.subscriptions().hold(identity, outbound, MESSAGE + message.length);
  }

  /**
   * Returns the message to be answered, which nobody else keeps; null if the reconciliation is
   * over.
   */
  private synchronized byte @Nullable [] takeAsked(Session session) {
    byte[] message = session.asked;
    session.asked = null;
    return session.over ? null : message;
  }

  private void answer(Session session) {
    byte[] message = takeAsked(session);
    Reconciliation set = session.set;
    if (message == null || set == null) {
      return;
    }
    byte[] answer;
    try {
      answer = set.answer(message);
    } catch (MalformedInput e) {
      fail(session, MessagePrefix.INVALID, e.reason(), OptionalInt.empty());
      return;
    } catch (RuntimeException
        | Error e) { // no caller reports this fault, so the client is answered here
      LOG.log(Level.ERROR, "reconciliation fault", e);
      fail(session, MessagePrefix.ERROR, "the relay could not answer", OptionalInt.empty());
      return;
    }
    synchronized (this) {
      session.room.run();
      if (!session.over) {
        session.busy = false;
        session.holding.waits(true);
        session.lastHeard = System.nanoTime();
        outbound.reply(new RelayMessage.NegMsg(session.id, answer));
      }
    }
  }

  /** Answers that a message cannot be served; the reconciliation of this id, if any, is over. */
  synchronized void refuse(AnswerId id, MessagePrefix prefix, String sentence) {
    if (id instanceof SubscriptionId session) {
      close(session);
    }
    connections
        .log()
        .note(
            new RequestLog.Refused(
                identity.address(), RequestLog.Verb.NEG_OPEN, -1, prefix.word()));
    if (prefix == MessagePrefix.AUTH_REQUIRED) {
      challenge.offer();
    }
    outbound.reply(new RelayMessage.NegErr(id, prefix, sentence, OptionalInt.empty()));
  }

  private synchronized void fail(
      Session session, MessagePrefix prefix, String sentence, OptionalInt recordsMax) {
    if (!session.over) {
      forget(session);
      outbound.reply(new RelayMessage.NegErr(session.id, prefix, sentence, recordsMax));
    }
  }

  /** Tells the client that its reconciliation has made room for others. */
  private synchronized void failOver(Session session) {
    letGo(session);
    if (open.remove(session.id, session)) {
      outbound.reply(
          new RelayMessage.NegErr(session.id, MessagePrefix.BLOCKED, BUSY, OptionalInt.empty()));
    }
  }

  synchronized void close(SubscriptionId id) {
    Session session = open.get(id);
    if (session != null) {
      forget(session);
    }
  }

  private static void letGo(Session session) {
    session.asked = null;
    session.room.run();
  }

  @GuardedBy("this")
  private void forget(Session session) {
    session.over = true;
    open.remove(session.id, session);
    session.holding.release();
    letGo(session);
  }

  /** Ends what has waited for its client for too long, and what is too old however busy. */
  synchronized void dropIdle(long now) {
    long idle = config().reconciliationIdle().toNanos();
    List<Session> late = new ArrayList<>();
    for (Session session : open.values()) {
      boolean tooOld = now - session.opened > config().reconciliationLifetime().toNanos();
      if (tooOld || (!session.busy && now - session.lastHeard > idle)) {
        late.add(session);
      }
    }
    for (Session session : late) {
      fail(session, MessagePrefix.CLOSED, "you took too long to respond", OptionalInt.empty());
    }
  }

  /** The client is gone, or goes. */
  synchronized void end() {
    ended = true;
    for (Session session : List.copyOf(open.values())) {
      forget(session);
    }
  }
}
