package heliograph.store.pending;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.EventId;
import heliograph.event.NostrEvent;
import heliograph.store.FeedEntry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentChangesTest {
  private static final NostrEvent LARGE = TestEvents.note(Key.of(1), 1, "x".repeat(1 << 20));
  private static final EventId ID = LARGE.id();

  private final RecentChanges recent = new RecentChanges(7);

  @Test
  void after_anyPlace_isWhatFollows() {
    recent.add(removals(8, 107));
    recent.add(removals(108, 120));
    assertThat(recent.lastSeq()).isEqualTo(120);
    assertThat(seqs(7, 1_000)).hasSize(113).startsWith(8L).endsWith(120L);
    assertThat(seqs(100, 10)).startsWith(101L).endsWith(110L).hasSize(10);
    assertThat(seqs(119, 10)).containsExactly(120L);
    assertThat(seqs(120, 10)).isEmpty();
    assertThat(seqs(500, 10)).isEmpty();
    assertThat(seqs((1L << 32) + 110, 10)).isEmpty();
    assertThat(seqs(6, 10)).as("change 7 was never here").isEmpty();
  }

  @Test
  void add_moreThanItHolds_dropsTheOldest() {
    int held = 4 * Generation.EVENTS_MAX + 1_024;
    for (long from = 8; from < 100_000; from += 1_000) {
      recent.add(removals(from, from + 999));
    }
    long last = recent.lastSeq();
    assertThat(seqs(last - held, held + 1)).hasSize(held).endsWith(last);
    assertThat(seqs(last - held - 1, 10)).isEmpty();
  }

  @Test
  void add_largeEvents_dropsTheOldestByBytes() {
    for (long seq = 8; seq < 60; seq++) {
      recent.add(List.of(new FeedEntry.Put(seq, LARGE)));
    }
    int held = (int) ((20L << 20) / RecentChanges.size(new FeedEntry.Put(1, LARGE)));
    assertThat(held).isBetween(10, 20);
    assertThat(seqs(59 - held, 100)).hasSize(held);
    assertThat(seqs(59 - held - 1, 100)).isEmpty();
    recent.add(removals(60, 20_000));
    assertThat(seqs(20_000 - 19_000, 100)).hasSize(100);
  }

  @Test
  void restart_andAGap_dropWhatWasBefore() {
    recent.add(removals(8, 20));
    recent.restart(50);
    assertThat(recent.lastSeq()).isEqualTo(50);
    assertThat(seqs(10, 10)).isEmpty();
    recent.add(removals(51, 60));
    recent.add(removals(71, 72));
    assertThat(seqs(50, 10)).isEmpty();
    assertThat(seqs(70, 10)).containsExactly(71L, 72L);
  }

  private List<Long> seqs(long after, int max) {
    return recent.after(after, max).stream().map(FeedEntry::seq).toList();
  }

  private static List<FeedEntry> removals(long from, long to) {
    List<FeedEntry> entries = new ArrayList<>();
    for (long seq = from; seq <= to; seq++) {
      entries.add(
          new FeedEntry.Removed(seq, FeedEntry.Cause.DELETED, ID, LARGE.pubkey(), LARGE.kind()));
    }
    return entries;
  }
}
