package heliograph.connection;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import heliograph.policy.AddressBucket;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks for clients, a few at once. Addresses take turns, so that one with many tasks delays
 * another by one task for each thread at most. The callers bound the number of tasks. Thread-safe.
 */
final class AddressTurns {
  private final Executor executor;
  private final int atOnceMax;

  @GuardedBy("this")
  private final Map<AddressBucket, ArrayDeque<Runnable>> waiting = new LinkedHashMap<>();

  @GuardedBy("this")
  private int running;

  AddressTurns(Executor executor, int atOnceMax) {
    this.executor = executor;
    this.atOnceMax = atOnceMax;
  }

  /** Runs a task, which must not throw, when it is its address's turn. */
  void submit(InetAddress address, Runnable work) {
    synchronized (this) {
      waiting.computeIfAbsent(AddressBucket.of(address), any -> new ArrayDeque<>(2)).add(work);
      if (running == atOnceMax) {
        return;
      }
      running++;
    }
    executor.execute(this::run);
  }

  private void run() {
    for (Runnable work = next(); work != null; work = next()) {
      work.run();
    }
  }

  private synchronized @Nullable Runnable next() {
    Iterator<Map.Entry<AddressBucket, ArrayDeque<Runnable>>> first = waiting.entrySet().iterator();
    if (!first.hasNext()) {
      running--;
      return null;
    }
    Map.Entry<AddressBucket, ArrayDeque<Runnable>> turn = first.next();
    AddressBucket address = turn.getKey();
    ArrayDeque<Runnable> pieces = turn.getValue();
    first.remove();
    Runnable work = pieces.removeFirst();
    if (!pieces.isEmpty()) {
      waiting.put(address, pieces); // after the other addresses
    }
    return work;
  }
}
