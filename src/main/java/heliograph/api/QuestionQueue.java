package heliograph.api;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import heliograph.worker.Worker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests that take long on separate threads, a few at a time, so that the container's
 * threads stay free for messages of clients. Addresses take turns. Thread-safe.
 *
 * <pre>
 * ask → waiting, by address → one of the threads → being sent, by another thread → over
 *       └────────────── counted, in all and by address ──────────────────────────────┘
 * </pre>
 *
 * <p>A question beyond a bound, or that has waited too long when its turn comes, fails with a
 * {@link BusyException}. When all places are taken, so does the last question of the address that
 * holds most, if it holds more than the one that asks.
 */
public final class QuestionQueue implements AutoCloseable {
  /** The maximum number of unfinished requests of all addresses. */
  static final int HELD_MAX = 64;

  /** The maximum number of unfinished requests of one address. */
  static final int HELD_BY_ADDRESS_MAX = 16;

  private static final Logger LOG = System.getLogger(QuestionQueue.class.getName());
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private record Question(Runnable work, Runnable refusal) {}

  private final ExecutorService senders;
  private final List<Worker> workers = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition asked = lock.newCondition();

  /** The waiting questions by address, in the order of turns. */
  @GuardedBy("lock")
  private final Map<String, ArrayDeque<Question>> waiting = new LinkedHashMap<>();

  @GuardedBy("lock")
  private final Map<String, Integer> heldByAddress = new HashMap<>();

  @GuardedBy("lock")
  private int held;

  @GuardedBy("lock")
  private boolean closed;

  /**
   * Creates the queue and starts its threads.
   *
   * @param atOnce the number of questions that are answered at the same time
   * @param senders runs tasks that send an answer and may block; closed with this
   */
  public QuestionQueue(int atOnce, ThreadFactory threads, ExecutorService senders) {
    this.senders = senders;
    for (int i = 0; i < atOnce; i++) {
      workers.add(Worker.start(threads, new Answering()));
    }
  }

  /** Returns half of the number of cores, but at least two and at most eight. */
  public static int atOnce(int cores) {
    return Math.clamp(cores / 2, 2, 8);
  }

  /**
   * Asks a question; the stage is completed on a thread that may block.
   *
   * @param address the address whose turn it takes
   */
  <T> CompletionStage<T> ask(String address, Supplier<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    long since = System.nanoTime();
    Question asks =
        new Question(
            () -> answer(address, since, question, answer),
            () -> answer.completeExceptionally(new BusyException()));
    lock.lock();
    try {
      int ofAddress = heldByAddress.getOrDefault(address, 0);
      if (closed
          || ofAddress >= HELD_BY_ADDRESS_MAX
          || held >= HELD_MAX && !makeRoom(ofAddress + 1)) {
        return CompletableFuture.failedFuture(new BusyException());
      }
      held++;
      heldByAddress.put(address, ofAddress + 1);
      waiting.computeIfAbsent(address, any -> new ArrayDeque<>()).add(asks);
      asked.signal();
    } finally {
      lock.unlock();
    }
    return answer;
  }

  /**
   * Refuses the last question of the address that holds most; returns false if none holds more than
   * {@code ofAddress}.
   */
  @GuardedBy("lock")
  private boolean makeRoom(int ofAddress) {
    String fullest = "";
    int most = ofAddress;
    for (String address : waiting.keySet()) {
      int count = heldByAddress.getOrDefault(address, 0);
      if (count > most) {
        fullest = address;
        most = count;
      }
    }
    ArrayDeque<Question> questions = waiting.get(fullest);
    if (questions == null) {
      return false;
    }
    Question last = questions.removeLast();
    if (questions.isEmpty()) {
      waiting.remove(fullest);
    }
    held--;
    heldByAddress.put(fullest, most - 1);
    senders.execute(last.refusal);
    return true;
  }

  private <T> void answer(
      String address, long since, Supplier<T> question, CompletableFuture<T> answer) {
    Runnable send;
    try {
      if (System.nanoTime() - since > PATIENCE.toNanos()) {
        throw new BusyException();
      }
      T result = question.get();
      send = () -> answer.complete(result);
    } catch (RuntimeException | Error e) { // every fault is answered to the client
      send = () -> answer.completeExceptionally(e);
    }
    Runnable sending = send;
    try {
      senders.execute(() -> {
        try {
          sending.run();
        } finally {
          over(address);
        }
      });
    } catch (RejectedExecutionException e) {
      over(address); // the relay stops
    }
  }

  private void over(String address) {
    lock.lock();
    try {
      held--;
      heldByAddress.computeIfPresent(address, (any, count) -> count == 1 ? null : count - 1);
    } finally {
      lock.unlock();
    }
  }

  /** Answers one question after the other. */
  private final class Answering implements Worker.Role {
    @Override
    public void step(Worker worker) throws InterruptedException {
      Question next = next();
      if (next != null) {
        next.work.run();
      }
    }

    @Override
    public void wake() {
      lock.lock();
      try {
        asked.signalAll();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void failed(Worker worker, Throwable fault) {
      LOG.log(Level.ERROR, "question fault", fault);
    }
  }

  /**
   * Returns the first question of the address whose turn it is, which moves to the end of the line;
   * null when this is closed.
   */
  private @Nullable Question next() throws InterruptedException {
    lock.lock();
    try {
      while (waiting.isEmpty()) {
        if (closed) {
          return null;
        }
        asked.await();
      }
      Iterator<Map.Entry<String, ArrayDeque<Question>>> turns = waiting.entrySet().iterator();
      Map.Entry<String, ArrayDeque<Question>> turn = turns.next();
      String address = turn.getKey();
      ArrayDeque<Question> questions = turn.getValue();
      turns.remove();
      Question first = questions.remove();
      if (!questions.isEmpty()) {
        waiting.put(address, questions);
      }
      return first;
    } finally {
      lock.unlock();
    }
  }

  /** Refuses further questions; those that wait are not answered. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      waiting.clear();
    } finally {
      lock.unlock();
    }
    workers.forEach(Worker::stop);
    senders.shutdown();
  }
}
