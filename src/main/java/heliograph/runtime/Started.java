package heliograph.runtime;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a program that have been started so far, and the order in which they stop.
 *
 * <p>Each part is added as soon as it runs, with the stage in which it stops. Closing stops the
 * stages in the order of their enum, within a stage the part that was added last first. A part that
 * cannot be stopped does not keep the others from being stopped: the first fault is thrown at the
 * end, with the later ones suppressed. A start that fails calls {@link #takeBack}. Parts are added
 * by one thread; closing is thread-safe and done once.
 *
 * @param <S> the stages, in the order in which they stop
 */
final class Started<S extends Enum<S>> implements AutoCloseable {
  /** The started parts by stage; the map is also the lock around itself. */
  @GuardedBy("stages")
  private final Map<S, Deque<AutoCloseable>> stages;

  Started(Class<S> stages) {
    this.stages = new EnumMap<>(stages);
  }

  /** Adds the stop of a part; returns it. */
  <T extends AutoCloseable> T add(S stage, T stop) {
    synchronized (stages) {
      stages.computeIfAbsent(stage, ignored -> new ArrayDeque<>()).push(stop);
    }
    return stop;
  }

  /** Stops the parts that were started before {@code fault} ended the start. */
  void takeBack(Throwable fault) {
    try {
      close();
    } catch (RuntimeException e) {
      fault.addSuppressed(e);
    }
  }

  @Override
  public void close() {
    synchronized (stages) {
      @Nullable RuntimeException first = null;
      for (Deque<AutoCloseable> stage : stages.values()) {
        while (!stage.isEmpty()) {
          @Nullable RuntimeException fault = stop(stage.pop());
          if (first == null) {
            first = fault;
          } else if (fault != null) {
            first.addSuppressed(fault);
          }
        }
      }
      if (first != null) {
        throw first;
      }
    }
  }

  private static @Nullable RuntimeException stop(AutoCloseable step) {
    try {
      step.close();
      return null;
    } catch (RuntimeException e) {
      return e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } catch (Exception e) {
      return new IllegalStateException(e);
    }
  }
}
