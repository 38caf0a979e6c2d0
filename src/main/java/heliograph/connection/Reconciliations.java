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
 * The reconciliations of one client (NIP-77); their ids are independent of those of subscriptions.
 *
 * <pre>
 * NEG-OPEN ─► gathering (scan workers) ─► NEG-MSG ─► waiting ◄─► NEG-MSG …
 *                 too many records │                    │ idle too long
 *                                  ▼                    ▼
 *                      NEG-ERR "blocked:"       NEG-ERR "closed:"
 * </pre>
 *
 * <p>The reconciliations of a client are bounded in number, in records of each and in time; those
 * of all clients in records, which addresses share ({@link ReconciledRecords}). A set has the
 * events that its client could see when it opened it; answers are computed on virtual threads, one
 * at a time for each, and addresses take turns ({@link AddressTurns}). Thread-safe.
 */
final class Reconciliations {
  private static final Logger LOG = System.getLogger(Reconciliations.class.getName());

  /**
   * The maximum number of raw bytes of an answer: its text stays below 1 MiB, which many clients
   * accept by default.
   */
  private static final int FRAME_BYTES_MAX = 500_000;

  private static final String BUSY = "the relay is busy with other reconciliations";

  /** Bytes of heap that a waiting message takes besides its own. */
  private static final int MESSAGE = 250;

  /** The maximum number of bytes of a client's message besides its hex digits. */
  private static final int ENVELOPE_BYTES = 256;

  private final Connections connections;
  private final ClientIdentity identity;
  private final OutboundQueue outbound;
  private final Challenge challenge;

  @GuardedBy("this")
  private final Map<SubscriptionId, OpenReconciliation> open = new HashMap<>(2);

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

  /** Returns the number of raw bytes that an answer may ask for in the client's next message. */
  private int nextBytesMax() {
    return Math.max(0, connections.policy().limits().messageBytesMax() - ENVELOPE_BYTES) / 2;
  }

  /** One reconciliation. Guarded by the monitor around it; its items belong to one worker. */
  private final class OpenReconciliation implements Collector {
    private final SubscriptionId id;

    /**
     * The client's message until its answer is being computed, and the task that gives its bytes
     * back.
     */
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

    private OpenReconciliation(SubscriptionId id, byte[] first, Runnable room) {
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

  /** Opens a reconciliation; returns false if it is refused. */
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
      OpenReconciliation reconciliation = new OpenReconciliation(id, message, room.get());
      open.put(id, reconciliation);
      NostrFilter wanted = filter.withLimit(filter.namedLimit().orElse(-1));
      connections.subscriptions().gather(wanted, identity, reconciliation, outbound);
      return true;
    }
    return false;
  }

  synchronized void go(SubscriptionId id, byte[] message) {
    OpenReconciliation reconciliation = open.get(id);
    if (reconciliation == null) {
      refuse(id, MessagePrefix.CLOSED, "no reconciliation of this id is open");
    } else if (reconciliation.busy) {
      fail(reconciliation, MessagePrefix.INVALID, "one message at a time", OptionalInt.empty());
    } else {
      Optional<Runnable> room = roomFor(message);
      if (room.isEmpty()) {
        fail(reconciliation, MessagePrefix.BLOCKED, BUSY, OptionalInt.empty());
        return;
      }
      reconciliation.busy = true;
      reconciliation.lastHeard = System.nanoTime();
      reconciliation.asked = message;
      reconciliation.room = room.get();
      reconciliation.holding.waits(false);
      connections.reconciling().submit(identity.address(), () -> answer(reconciliation));
    }
  }

  /** Counts a message that waits for its turn in the budget of its client. */
  private Optional<Runnable> roomFor(byte[] message) {
    return connections.subscriptions().hold(identity, outbound, MESSAGE + message.length);
  }

  /**
   * Takes the message to be answered, so that it is not kept here; null if the reconciliation is
   * over.
   */
  private synchronized byte @Nullable [] takeAsked(OpenReconciliation reconciliation) {
    byte[] message = reconciliation.asked;
    reconciliation.asked = null;
    return reconciliation.over ? null : message;
  }

  private void answer(OpenReconciliation reconciliation) {
    byte[] message = takeAsked(reconciliation);
    Reconciliation set = reconciliation.set;
    if (message == null || set == null) {
      return;
    }
    byte[] answer;
    try {
      answer = set.answer(message);
    } catch (MalformedInput e) {
      fail(reconciliation, MessagePrefix.INVALID, e.reason(), OptionalInt.empty());
      return;
    } catch (RuntimeException | Error e) {
      // no caller reports this fault, so the client is answered here
      LOG.log(Level.ERROR, "reconciliation fault", e);
      fail(reconciliation, MessagePrefix.ERROR, "the relay could not answer", OptionalInt.empty());
      return;
    }
    synchronized (this) {
      reconciliation.room.run();
      if (!reconciliation.over) {
        reconciliation.busy = false;
        reconciliation.holding.waits(true);
        reconciliation.lastHeard = System.nanoTime();
        outbound.reply(new RelayMessage.NegMsg(reconciliation.id, answer));
      }
    }
  }

  /** Refuses a message and ends the reconciliation of this id, if there is one. */
  synchronized void refuse(AnswerId id, MessagePrefix prefix, String sentence) {
    if (id instanceof SubscriptionId known) {
      close(known);
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
      OpenReconciliation reconciliation,
      MessagePrefix prefix,
      String sentence,
      OptionalInt recordsMax) {
    if (!reconciliation.over) {
      forget(reconciliation);
      outbound.reply(new RelayMessage.NegErr(reconciliation.id, prefix, sentence, recordsMax));
    }
  }

  /** Tells the client that its reconciliation has made room for others. */
  private synchronized void failOver(OpenReconciliation reconciliation) {
    releaseMessage(reconciliation);
    if (open.remove(reconciliation.id, reconciliation)) {
      outbound.reply(
          new RelayMessage.NegErr(
              reconciliation.id, MessagePrefix.BLOCKED, BUSY, OptionalInt.empty()));
    }
  }

  synchronized void close(SubscriptionId id) {
    OpenReconciliation reconciliation = open.get(id);
    if (reconciliation != null) {
      forget(reconciliation);
    }
  }

  private static void releaseMessage(OpenReconciliation reconciliation) {
    reconciliation.asked = null;
    reconciliation.room.run();
  }

  @GuardedBy("this")
  private void forget(OpenReconciliation reconciliation) {
    reconciliation.over = true;
    open.remove(reconciliation.id, reconciliation);
    reconciliation.holding.release();
    releaseMessage(reconciliation);
  }

  /**
   * Ends reconciliations that have waited for their client for too long, and those that are too
   * old.
   */
  synchronized void dropIdle(long now) {
    long idle = config().reconciliationIdle().toNanos();
    List<OpenReconciliation> late = new ArrayList<>();
    for (OpenReconciliation reconciliation : open.values()) {
      boolean tooOld = now - reconciliation.opened > config().reconciliationLifetime().toNanos();
      if (tooOld || (!reconciliation.busy && now - reconciliation.lastHeard > idle)) {
        late.add(reconciliation);
      }
    }
    for (OpenReconciliation reconciliation : late) {
      fail(
          reconciliation,
          MessagePrefix.CLOSED,
          "you took too long to respond",
          OptionalInt.empty());
    }
  }

  /** Ends all reconciliations; the client has disconnected, or is being closed. */
  synchronized void end() {
    ended = true;
    for (OpenReconciliation reconciliation : List.copyOf(open.values())) {
      forget(reconciliation);
    }
  }
}
