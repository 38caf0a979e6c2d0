package heliograph.ingest;

import heliograph.crypto.Schnorr;
import heliograph.event.EventHasher;
import heliograph.event.KindClass;
import heliograph.event.NostrEvent;
import heliograph.metrics.Meters;
import heliograph.policy.AddressLanes;
import heliograph.policy.CurrentPolicy;
import heliograph.policy.Requester;
import heliograph.store.EventStore;
import heliograph.store.StoreException;
import heliograph.store.StoreResult;
import heliograph.worker.Worker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Checks events and hands them to the writer.
 *
 * <pre>
 * submit ──► queue ──► verifier (one a core)                         ──► store's writer ──► outcome
 *            bounded   stored already?       OK true duplicate:
 *                      id is the hash?       OK false invalid:
 *                      policy                OK false by rule
 *                      signature?            OK false invalid:
 *                      ephemeral?            to its listeners, never stored
 * </pre>
 *
 * <p>Events are checked on all cores and handed on in the order in which they arrived ({@link
 * VerifyQueue}). Duplicates are answered before any hashing: the id is the hash of the content, so
 * a stored id proves the content. Ids are looked up in the store only, so a forged event with a
 * genuine id can never shadow the genuine one. An event is refused with {@code rate-limited:} when
 * the queue is full or the share of its address is. Thread-safe.
 */
public final class Ingest implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Ingest.class.getName());
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(30);

  /** A task for a verifier. */
  private sealed interface Work {
    NostrEvent event();

    Requester requester();
  }

  private static final AddressLanes.Measure<Work> MEASURE =
      new AddressLanes.Measure<>() {
        @Override
        public InetAddress from(Work work) {
          return work.requester().address();
        }

        @Override
        public int bytes(Work work) {
          return work.event().packed().buffer().capacity();
        }
      };

  private record Task(
      NostrEvent event, Source source, Requester requester, long received, Reply reply)
      implements Work {}

  private record Proof(NostrEvent event, Requester requester, Reply reply) implements Work {}

  private final EventStore store;
  private final Judge judge;
  private final CurrentPolicy policy;
  private final EphemeralSink ephemerals;
  private final RequestHandler requests;
  private final VerifyQueue<Work> queue;
  private final List<Worker> verifiers = new ArrayList<>();
  private final OutcomeFigures figures;
  private final AtomicInteger unanswered = new AtomicInteger();
  private volatile boolean closing;
  private volatile boolean ended;

  /**
   * Starts the verifiers.
   *
   * @param threads makes platform threads
   * @param verifierCount the number of verifiers
   * @param queueMax the maximum number of events that wait for them
   * @param queueBytesMax the maximum number of bytes of these events
   */
  public Ingest(
      EventStore store,
      Schnorr schnorr,
      CurrentPolicy policy,
      EphemeralSink ephemerals,
      RequestHandler requests,
      Clock clock,
      Meters meters,
      ThreadFactory threads,
      int verifierCount,
      int queueMax,
      long queueBytesMax) {
    this.store = store;
    judge = new Judge(store::contains, schnorr, policy, clock);
    this.policy = policy;
    this.ephemerals = ephemerals;
    this.requests = requests;
    figures = new OutcomeFigures(meters);
    queue =
        new VerifyQueue<>(
            new AddressLanes.Bounds(queueMax, queueBytesMax, policy::shareOf),
            verifierCount,
            MEASURE,
            this::displaced);
    meters.gauge("heliograph_verify_queue_events", "Events awaiting verification", queue::size);
    for (int i = 0; i < verifierCount; i++) {
      verifiers.add(Worker.start(threads, new Verifier()));
    }
  }

  /**
   * Takes an event of a client; {@code reply} is called exactly once, on any thread.
   *
   * <p>While fewer events than verifiers are unanswered, the calling thread checks the event
   * itself, which spares a quiet relay the hand-over to a verifier. All others queue.
   */
  public void submit(NostrEvent event, Requester requester, Reply reply) {
    Task task = new Task(event, Source.CLIENT, requester, System.nanoTime(), reply);
    boolean quiet = unanswered.incrementAndGet() <= verifiers.size();
    if (closing) {
      finish(task, IngestOutcome.SHUTTING_DOWN);
      return;
    }
    VerifyQueue.Share<Work> place = quiet && isQuick(event) ? queue.enter(task) : null;
    if (place != null) {
      checkAndHandOn(place, new EventHasher());
    } else {
      enqueue(task);
    }
  }

  /**
   * Returns true if judging and handing on an event cannot take much longer than verifying its
   * signature.
   */
  private boolean isQuick(NostrEvent event) {
    return event.kindClass() != KindClass.EPHEMERAL && !policy.events().mayWait();
  }

  private void enqueue(Task task) {
    if (!queue.offer(task)) {
      finish(task, IngestOutcome.BUSY);
    } else if (ended) {
      refuseRest(); // the verifiers ended meanwhile
    }
  }

  /**
   * Checks a share and hands it on. The share leaves the line even after a fault, because others
   * wait behind it.
   */
  private void checkAndHandOn(VerifyQueue.Share<Work> share, EventHasher hasher) {
    List<Runnable> passed = List.of();
    try {
      passed = check(share.items(), hasher);
    } finally {
      queue.finish(share, passed);
    }
  }

  /** Takes an event of a file, waiting while the queue is full. */
  public void submitWaiting(NostrEvent event, Source source, Reply reply)
      throws InterruptedException {
    unanswered.incrementAndGet();
    queue.put(new Task(event, source, Requester.OPERATOR, System.nanoTime(), reply));
    if (ended) {
      refuseRest();
    }
  }

  /**
   * Checks id and signature of an event that is not to be stored (NIP-42); {@code reply} is called
   * exactly once, on any thread.
   */
  public void prove(NostrEvent event, Requester requester, Reply reply) {
    if (closing) {
      reply.accept(IngestOutcome.SHUTTING_DOWN);
    } else if (!queue.offer(new Proof(event, requester, reply))) {
      reply.accept(IngestOutcome.BUSY);
    }
  }

  /** Takes shares from the queue and checks them; after a stop, until the queue is empty. */
  private final class Verifier implements Worker.Role {
    private final EventHasher hasher = new EventHasher();
    private boolean hasWork;

    @Override
    public void step(Worker worker) throws InterruptedException {
      VerifyQueue.Share<Work> share = queue.take(worker.isStopping() ? 0 : 100);
      hasWork = share != null;
      if (share != null) {
        checkAndHandOn(share, hasher);
      }
    }

    @Override
    public boolean hasWork() {
      return hasWork;
    }

    @Override
    public void failed(Worker worker, Throwable fault) {
      LOG.log(Level.ERROR, "verifier fault", fault);
    }
  }

  /**
   * Checks a share; returns the actions for the events that passed, to be run in the share's turn.
   */
  private List<Runnable> check(List<Work> share, EventHasher hasher) {
    List<Runnable> passed = new ArrayList<>(share.size());
    for (Work work : share) {
      switch (work) {
        case Task task -> {
          if (guarded(task, () -> passes(task, hasher))) {
            passed.add(() -> guarded(task, () -> handOn(task)));
          }
        }
        case Proof proof -> prove(proof, hasher);
      }
    }
    return passed;
  }

  private void prove(Proof proof, EventHasher hasher) {
    NostrEvent event = proof.event;
    IngestOutcome outcome;
    try {
      outcome = judge.prove(event, proof.requester, hasher);
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "proof failed event=" + event.id(), e);
      outcome = IngestOutcome.failed("the relay could not check this event");
    }
    try {
      proof.reply.accept(outcome);
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "reply failed event=" + event.id(), e);
    }
  }

  /** Returns true if the event is to be handed on; otherwise it has been answered. */
  private boolean passes(Task task, EventHasher hasher) {
    Optional<IngestOutcome> answer = judge.judge(task.event, task.requester, task.source, hasher);
    if (answer.isEmpty() && task.event.kindClass() == KindClass.EPHEMERAL) {
      answer = requests.handle(task.event, task.requester);
    }
    if (answer.isPresent()) {
      finish(task, answer.get());
    }
    return answer.isEmpty();
  }

  private boolean handOn(Task task) {
    if (task.event.kindClass() == KindClass.EPHEMERAL) {
      if (!ephemerals.deliver(
          task.requester.address(), task.event, listeners -> delivered(task, listeners))) {
        finish(task, IngestOutcome.BUSY);
      }
    } else {
      store.write(task.event, new Stored(task));
    }
    return true;
  }

  private void delivered(Task task, int listeners) {
    finish(
        task,
        listeners > 0
            ? IngestOutcome.DELIVERED
            : listeners == 0 ? IngestOutcome.MUTED : IngestOutcome.BUSY);
  }

  /** Runs a step; if it throws, the event is answered and the verifier continues. */
  private boolean guarded(Task task, BooleanSupplier step) {
    try {
      return step.getAsBoolean();
    } catch (StoreException e) {
      finish(task, IngestOutcome.failed(String.valueOf(e.getMessage())));
    } catch (RuntimeException | Error e) { // an OutOfMemoryError too must not end the verifier
      LOG.log(Level.ERROR, "verifier fault event=" + task.event.id(), e);
      finish(task, IngestOutcome.failed("the relay could not check this event"));
    }
    return false;
  }

  /** Answers when the event is committed. */
  private final class Stored implements EventStore.Completion {
    private final Task task;

    private Stored(Task task) {
      this.task = task;
    }

    @Override
    public void completed(StoreResult result) {
      boolean secret =
          !(result instanceof StoreResult.Failed)
              && !judge.maySee(task.event, task.requester, task.source);
      answer(task, secret ? IngestOutcome.STORED : IngestOutcome.of(result));
    }

    @Override
    public void released() {
      task.reply.release();
    }
  }

  private void finish(Task task, IngestOutcome outcome) {
    answer(task, outcome);
    task.reply.release();
  }

  private void answer(Task task, IngestOutcome outcome) {
    figures.answered(outcome, System.nanoTime() - task.received);
    if (task.source.isClient()) {
      figures.noteForStatistics(outcome, task.requester.address(), task.event.kind());
    }
    try {
      task.reply.accept(outcome);
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "reply failed event=" + task.event.id(), e);
    } finally {
      unanswered.decrementAndGet();
    }
  }

  /** Refuses further events and ends when all events taken have had their answer. */
  @Override
  public void close() {
    closing = true;
    Worker.close(verifiers, CLOSE_PATIENCE);
    ended = true;
    refuseRest();
    awaitAnswers();
  }

  private void refuseRest() {
    queue.drain().forEach(late -> refuse(late, IngestOutcome.SHUTTING_DOWN));
  }

  /** Refuses an event that was dropped to make room for one of another address. */
  private void displaced(Work work) {
    refuse(work, IngestOutcome.BUSY);
  }

  private void refuse(Work work, IngestOutcome outcome) {
    switch (work) {
      case Task task -> finish(task, outcome);
      case Proof proof -> proof.reply.accept(outcome);
    }
  }

  private void awaitAnswers() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (unanswered.get() > 0 && System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }
}
