package heliograph.store.pending;

import static heliograph.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.NostrEvent;
import heliograph.filter.NostrFilter;
import heliograph.store.StoreException;
import heliograph.store.log.LogBatch;
import heliograph.store.log.LogEntry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who waits for whom, and what readers see between two numbers. */
class PendingTest {
  private final Pending pending = new Pending(0, 1_000, Duration.ofDays(1));

  private static void noTurn() {
    // there is no log
  }

  private static NostrEvent note(long at) {
    return TestEvents.note(Key.of(1), at, "note");
  }

  private NostrEvent publish(long change) {
    NostrEvent event = note(change);
    pending.add(change, event, null);
    pending.publish(new LogBatch(change, change, 0, List.of(new LogEntry(event, false))));
    return event;
  }

  @Test
  void view_beforePublish_showsNothing() {
    NostrEvent event = note(1);
    pending.add(1, event, null);
    assertThat(pending.view().isEmpty()).isTrue();
    assertThat(pending.find(event.id())).isNotNull();
    pending.undo();
    assertThat(pending.find(event.id())).isNull();
  }

  @Test
  void view_afterWhatLmdbHas_showsTheRest() {
    NostrEvent first = publish(1);
    NostrEvent second = publish(2);
    PendingView all = pending.view();
    assertThat(all.after(0).find(first.id())).isNotNull();
    assertThat(all.after(1).find(first.id())).isNull();
    assertThat(all.after(1).get(2)).isEqualTo(second);
    assertThat(all.after(1).growth()).isEqualTo(1);
    assertThat(all.after(2).isEmpty()).isTrue();
    publish(3);
    assertThat(all.after(0).growth()).as("a view does not grow").isEqualTo(2);
  }

  @Test
  void view_duringAndAfterApplying_hasEveryChangeOnce() throws InterruptedException {
    publish(1);
    CompletableFuture<Void> waiting = CompletableFuture.runAsync(pending::awaitApplied);
    Generation applying =
        Objects.requireNonNull(pending.take(Long.MAX_VALUE / 4, PendingTest::noTurn));
    publish(2);
    assertThat(pending.view().after(0).growth()).isEqualTo(2);
    assertThat(applying.lastChange()).isEqualTo(1);
    assertThat(waiting).isNotDone();
    pending.applied();
    waiting.join();
    assertThat(pending.view().after(1).growth()).isEqualTo(1);
  }

  @Test
  void view_removal_hidesTheEventFromItsChangeOn() {
    NostrEvent old = publish(1);
    NostrEvent newer = note(3);
    pending.remove(2, 1, old);
    pending.add(3, newer, null);
    PendingView before = pending.view().after(0);
    pending.publish(new LogBatch(2, 3, 0, List.of(new LogEntry(newer, false))));
    assertThat(before.find(old.id())).isNotNull();
    assertThat(before.find(newer.id())).isNull();
    PendingView after = pending.view().after(0);
    assertThat(after.find(old.id())).isNull();
    assertThat(after.get(1)).isNull();
    assertThat(after.find(newer.id())).isNotNull();
    assertThat(after.growth()).isEqualTo(1);
  }

  @Test
  void applier_thatCannotWrite_isToldToThoseThatWait_untilItCan() throws InterruptedException {
    publish(1);
    CompletableFuture<Void> waiting = CompletableFuture.runAsync(pending::awaitApplied);
    assertThat(pending.take(Long.MAX_VALUE / 4, PendingTest::noTurn)).isNotNull();
    pending.failed(new IOException("no space"));
    assertThatThrownBy(waiting::join).hasCauseInstanceOf(StoreException.class);
    assertThatThrownBy(pending::awaitRoom).hasMessageContaining("no space");
    assertThat(pending.isFailing()).isTrue();
    assertThat(pending.take(0, PendingTest::noTurn)).as("the same generation again").isNotNull();
    pending.applied();
    pending.awaitRoom();
    pending.awaitApplied();
  }

  /** A fault while nothing is being applied, as of a counter, keeps no event away. */
  @Test
  void failed_whileNothingIsApplied_refusesNothing() {
    pending.failed(new IOException("no space"));
    pending.awaitRoom();
    assertThat(pending.isFailing()).isFalse();
  }

  @Test
  void awaitRoom_ofAFullGeneration_waitsForTheNext() throws InterruptedException {
    long change = 0;
    while (!pending.isFull()) {
      publish(++change);
    }
    CompletableFuture<Void> waiting = CompletableFuture.runAsync(pending::awaitRoom);
    List<String> turns = new ArrayList<>();
    assertThat(pending.take(Long.MAX_VALUE / 4, () -> turns.add("turn"))).isNotNull();
    waiting.join();
    assertThat(turns).hasSize(1);
    while (!pending.isFull()) {
      publish(++change);
    }
    CompletableFuture<Void> next = CompletableFuture.runAsync(pending::awaitRoom);
    pending.applied();
    assertThat(next).isNotDone();
    assertThat(pending.take(Long.MAX_VALUE / 4, () -> turns.add("turn"))).isNotNull();
    next.join();
    assertThat(turns).hasSize(2);
  }

  @Test
  void take_withNothingPending_returnsAfterItsTime() throws InterruptedException {
    assertThat(pending.take(1, PendingTest::noTurn)).isNull();
    publish(1);
    assertThat(pending.take(1, PendingTest::noTurn)).as("it lingers").isNull();
  }

  @Test
  void end_ofTheApplier_leavesNobodyWaiting() {
    publish(1);
    CompletableFuture<Void> waiting = CompletableFuture.runAsync(pending::awaitApplied);
    pending.end();
    assertThatThrownBy(waiting::join).hasMessageContaining("closing");
    eventually("no wait after the end", pending::isFailing);
  }

  /** As many as a page can show: its limit, and all of the last second. */
  @Test
  void matching_filterWithALimit_keepsWhatAPageMayShow() {
    Pending large = new Pending(0, 1 << 20, Duration.ofDays(1));
    for (int i = 1; i <= 1_000; i++) {
      NostrEvent event = TestEvents.note(Key.of(1), i / 100, "note " + i);
      large.add(i, event, null);
      large.publish(new LogBatch(i, i, 0, List.of(new LogEntry(event, false))));
    }
    PendingView view = large.view().after(0);
    NostrFilter all = NostrFilter.EVERYTHING;
    assertThat(view.matching(all.withLimit(10), event -> true)).hasSize(202);
    assertThat(view.matching(all.withLimit(150), event -> true)).hasSize(402);
    assertThat(view.matching(all.withLimit(5_000), event -> true)).hasSize(1_000);
    assertThat(view.matching(all, event -> true)).hasSize(1_000);
    assertThat(view.matching(all.withLimit(10), event -> event.createdAt() == 3)).hasSize(100);
  }
}
