package heliograph.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.NostrEvent;
import heliograph.store.ChangeFeed;
import heliograph.store.FeedEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which of the changes that the index has not seen a search reads, and in which order. */
class SearchTailTest {
  private static final Key ALICE = Key.of(1);

  /** A feed in memory that begins after {@code gone} and returns so many changes at a time. */
  private record Feed(List<FeedEntry> entries, int gone, int atOnce) implements ChangeFeed {
    @Override
    public long lastSeq() {
      return entries.size();
    }

    @Override
    public List<FeedEntry> take(long after, int max, Duration patience) {
      int from = (int) Math.max(after, gone);
      return entries.subList(
          from, Math.max(from, Math.min(entries.size(), from + Math.min(max, atOnce))));
    }
  }

  private static Feed feed(int changes, int contentBytes, int gone, int atOnce) {
    List<FeedEntry> entries = new ArrayList<>();
    for (int i = 1; i <= changes; i++) {
      NostrEvent event = TestEvents.note(ALICE, i, "x".repeat(contentBytes));
      entries.add(
          i % 3 == 0
              ? new FeedEntry.Removed(i, FeedEntry.Cause.DELETED, event.id(), event.pubkey(), 1)
              : new FeedEntry.Put(i, event));
    }
    return new Feed(entries, gone, atOnce);
  }

  /** Returns the numbers of the changes that a tail reads, without those that stored nothing. */
  private static List<Long> read(SearchTail tail, boolean dropsParts) {
    List<Long> read = new ArrayList<>();
    while (tail.hasMore()) {
      NostrEvent event = tail.next();
      if (event != null) {
        assertThat(event.createdAt()).isEqualTo(tail.seq());
        read.add(tail.seq());
      }
      if (dropsParts) {
        tail.dropPart();
      }
    }
    return read;
  }

  private static List<Long> puts(long first, long last) {
    List<Long> puts = new ArrayList<>();
    for (long i = last; i >= first; i--) {
      if (i % 3 != 0) {
        puts.add(i);
      }
    }
    return puts;
  }

  @Test
  void next_allChanges_areReadOnceNewestFirst() {
    for (int atOnce : new int[] {1, 3, 64, 1_000}) {
      for (int shown : new int[] {0, 1, 63, 64, 65, 136, 199, 200}) {
        SearchTail tail = new SearchTail(feed(210, 10, 0, atOnce), shown, 200);
        assertThat(tail.isComplete()).isTrue();
        assertThat(read(tail, false)).isEqualTo(puts(shown + 1L, 200));
        tail.rewind();
        assertThat(read(tail, true)).as("parts dropped").isEqualTo(puts(shown + 1L, 200));
      }
    }
  }

  @Test
  void next_moreBytesThanTheMaximum_leavesTheOldestOut() {
    int changes = 300;
    SearchTail tail = new SearchTail(feed(changes, 50_000, 0, 20), 0, changes);
    assertThat(tail.isComplete()).isFalse();
    List<Long> read = read(tail, true);
    assertThat(read).isEqualTo(puts(read.getLast(), changes));
    assertThat(read.size() * 50_000L).isBetween(4L << 20, 8L << 20);
  }

  @Test
  void next_moreChangesThanTheMaximum_leavesTheOldestOut() {
    SearchTail tail = new SearchTail(feed(2_500, 10, 0, 1_000), 0, 2_500);
    assertThat(tail.isComplete()).isFalse();
    assertThat(read(tail, true)).isEqualTo(puts(501, 2_500));
  }

  @Test
  void next_feedThatNoLongerReachesBack_readsWhatThereIs() {
    SearchTail tail = new SearchTail(feed(200, 10, 150, 64), 10, 200);
    assertThat(tail.isComplete()).isFalse();
    assertThat(read(tail, true)).isEqualTo(puts(151, 200));
    SearchTail nothing = new SearchTail(feed(200, 10, 200, 64), 10, 200);
    assertThat(nothing.isComplete()).isFalse();
    assertThat(read(nothing, true)).isEmpty();
  }
}
