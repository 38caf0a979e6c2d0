package heliograph.store.lmdb;

import heliograph.event.EventId;
import heliograph.event.NostrEvent;
import heliograph.store.StoreException;
import heliograph.store.StoreResult;
import heliograph.store.lmdb.WriteQueue.Write;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;

/**
 * Erasures that are done in parts, one part after each batch, so that no OK waits for more than
 * that: large kinds 5, removals by administrators, vanished keys, index entries of removed events.
 *
 * <p>Bounded by {@link #DELETIONS_MAX}, beyond which the writer takes no further event until one is
 * done, and by {@link #REMOVALS_MAX}, beyond which the remover waits. Confined to the writer's
 * thread, except for {@link #remove}.
 */
final class Erasures {
  private static final Logger LOG = System.getLogger(Erasures.class.getName());

  /**
   * The number of index entries that one part of an erasure removes; each may be on another page.
   */
  static final int PART_MAX = 2_048;

  /** The room of a part in the map: the pages that it frees can be used again only later. */
  static final long ROOM_FOR_A_PART = 64 << 20;

  private static final int REMOVALS_MAX = 16;
  private static final int DELETIONS_MAX = 8;

  /** The result of a part of a large kind 5. */
  private record Part(int next, Optional<StoreResult> result) {}

  private final EventWriter writer;
  private final Commits commits;
  private final BooleanSupplier isIdle;
  private final Deque<LargeDeletion> deletions = new ArrayDeque<>();
  private final ArrayBlockingQueue<Removal> removals = new ArrayBlockingQueue<>(REMOVALS_MAX);

  /** Set when no queued erasure will be done any more. */
  private volatile boolean ended;

  /**
   * Creates an empty queue of erasures.
   *
   * @param isIdle returns true while no event waits
   */
  Erasures(EventWriter writer, Commits commits, BooleanSupplier isIdle) {
    this.writer = writer;
    this.commits = commits;
    this.isIdle = isIdle;
  }

  /** Queues a large kind 5. */
  void add(Write deletion) {
    deletions.add(new LargeDeletion(deletion));
  }

  /** Returns true if so many large kinds 5 wait that no further event is taken for now. */
  boolean isFull() {
    return deletions.size() >= DELETIONS_MAX;
  }

  boolean hasDeletions() {
    return !deletions.isEmpty();
  }

  /** Returns true if somebody waits for an erasure. */
  boolean hasWaiting() {
    return !removals.isEmpty() || !deletions.isEmpty();
  }

  /** Returns true if there is something to erase, so that the writer should not wait. */
  boolean hasSome() {
    return hasWaiting() || writer.hasVanishing() || writer.hasErased();
  }

  /**
   * Removes events, waiting for the commit; returns the number that were stored. May be called from
   * any thread.
   */
  int remove(List<EventId> ids) {
    Removal removal = new Removal(ids);
    try {
      removals.put(removal);
      if (ended && removals.remove(removal)) {
        throw new StoreException("the store is closing");
      }
      return removal.done.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while waiting for the writer", e);
    } catch (ExecutionException e) {
      throw new StoreException("the store could not remove events: " + e.getMessage(), e);
    }
  }

  /**
   * Does a part of one erasure: of a large kind 5, a removal by an administrator or a vanished key;
   * or, while no event waits, of the index entries of removed events, of which batches also remove
   * some.
   */
  void erasePart() {
    if (!deletions.isEmpty()) {
      erase(deletions.getFirst());
    } else if (!removals.isEmpty()) {
      removeSome(removals.element());
    } else if (writer.hasVanishing()) {
      commits.run(ROOM_FOR_A_PART, () -> writer.removeVanished(PART_MAX));
    } else if (writer.hasErased() && isIdle.getAsBoolean()) {
      commits.run(ROOM_FOR_A_PART, () -> writer.sweepErased(PART_MAX));
    }
  }

  private void erase(LargeDeletion deletion) {
    NostrEvent event = deletion.write.event();
    try {
      Part part = commits.commit(ROOM_FOR_A_PART, () -> erasePart(event, deletion));
      deletion.next = part.next;
      if (part.result.isPresent()) {
        deletions.remove();
        deletion.write.complete(part.result.get());
        deletion.write.release();
      }
      commits.announce();
    } catch (RuntimeException | Error e) { // a fault must not end the writer
      LOG.log(Level.WARNING, "deletion failed event=" + event.id(), e);
      deletions.remove();
      WriteQueue.fail(List.of(deletion.write), e);
    }
  }

  private Part erasePart(NostrEvent event, LargeDeletion deletion) {
    StoreResult known = writer.knownResult(event);
    if (known != null) {
      return new Part(deletion.next, Optional.of(known));
    }
    int next = writer.erase(event, deletion.tags, deletion.next);
    return new Part(
        next, next == deletion.tags.size() ? Optional.of(writer.put(event)) : Optional.empty());
  }

  /** Removes a part of the events that an administrator removes. */
  private void removeSome(Removal removal) {
    try {
      Removal.Place reached =
          commits.commit(ROOM_FOR_A_PART, () -> removeSome(removal.ids, removal.place));
      commits.announce();
      removal.place = reached;
      if (reached.next() == removal.ids.size()) {
        removals.remove();
        removal.done.complete(reached.removed());
      }
    } catch (RuntimeException | Error e) { // a fault must not end the writer
      LOG.log(Level.WARNING, "removal failed events=" + removal.ids.size(), e);
      removals.remove();
      removal.done.completeExceptionally(e);
    }
  }

  private Removal.Place removeSome(List<EventId> ids, Removal.Place from) {
    int next = from.next();
    int removed = from.removed();
    for (; next < ids.size() && writer.work() < PART_MAX; next++) {
      removed += writer.remove(ids.get(next)) ? 1 : 0;
    }
    return new Removal.Place(next, removed);
  }

  /** Refuses the removals that are left, and all further ones. */
  void end() {
    ended = true;
    Removal late;
    while ((late = removals.poll()) != null) {
      late.done.completeExceptionally(new StoreException("it is closing"));
    }
  }
}
