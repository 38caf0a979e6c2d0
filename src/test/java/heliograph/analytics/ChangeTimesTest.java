package heliograph.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.EventId;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.store.FeedEntry;
import heliograph.store.FeedEntry.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** When changes of the feed count. */
class ChangeTimesTest {
  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
  private static final Instant READ = NOW.minus(Duration.ofMinutes(1));
  private static final Instant HISTORY = Instant.parse("2025-08-01T10:00:00Z");
  private static final long NOTHING_BEFORE = -1;
  private static final Key AUTHOR = Key.of(5);

  private static FeedEntry put(int kind, Instant created) {
    NostrEvent event = TestEvents.signed(AUTHOR, kind, created.getEpochSecond(), List.of(), "a");
    return new FeedEntry.Put(1, event);
  }

  private static FeedEntry gone() {
    return new FeedEntry.PutSinceRemoved(1, EventId.parse("0".repeat(64)), key(), 3);
  }

  private static FeedEntry removed(Cause cause) {
    return new FeedEntry.Removed(1, cause, EventId.parse("0".repeat(64)), key(), 3);
  }

  private static PublicKey key() {
    return PublicKey.parse(AUTHOR.pubkey());
  }

  private static List<Instant> times(Instant from, long before, FeedEntry... changes) {
    return LongStream.of(
            new ChangeTimes(from.toEpochMilli(), NOW.toEpochMilli()).of(List.of(changes), before))
        .mapToObj(Instant::ofEpochMilli)
        .toList();
  }

  @Test
  void puts_countWhenTheyCame_andHistoryWhenItWasCreated() {
    assertThat(
            times(
                READ,
                NOTHING_BEFORE,
                put(1, READ.plusSeconds(30)),
                put(1, READ.minus(Duration.ofHours(23))),
                put(1, READ.minus(Duration.ofHours(25))),
                put(1, HISTORY),
                put(1, NOW.plus(Duration.ofDays(400)))))
        .containsExactly(
            READ.plusSeconds(30), READ, READ.minus(Duration.ofHours(25)), HISTORY, NOW);
  }

  @Test
  void importedHistory_countsAlike_whetherTheRelayRanOrNot() {
    FeedEntry[] imported = {
      removed(Cause.REPLACED),
      put(3, HISTORY),
      gone(),
      put(5, HISTORY.plusSeconds(60)),
      removed(Cause.DELETED),
      removed(Cause.DELETED),
      removed(Cause.REPLACED),
      put(3, HISTORY.plusSeconds(90))
    };
    List<Instant> running = times(READ, NOTHING_BEFORE, imported);
    assertThat(running)
        .containsExactly(
            HISTORY,
            HISTORY,
            HISTORY,
            HISTORY.plusSeconds(60),
            HISTORY.plusSeconds(60),
            HISTORY.plusSeconds(60),
            HISTORY.plusSeconds(90),
            HISTORY.plusSeconds(90));
    assertThat(times(Instant.EPOCH, NOTHING_BEFORE, imported)).isEqualTo(running);
  }

  @Test
  void eventsThatAreGone_countLikeTheirNeighbours() {
    assertThat(times(READ, NOTHING_BEFORE, gone(), removed(Cause.REPLACED), put(3, HISTORY)))
        .containsExactly(HISTORY, HISTORY, HISTORY);
    assertThat(times(READ, HISTORY.toEpochMilli(), gone(), removed(Cause.REPLACED), gone()))
        .as("a stretch that continues another one")
        .containsExactly(HISTORY, HISTORY, HISTORY);
    assertThat(times(READ, NOTHING_BEFORE, gone(), removed(Cause.EXPIRED)))
        .containsExactly(NOW, NOW);
  }

  @Test
  void otherRemovals_countNow_evenAfterAnImport() {
    assertThat(
            times(
                READ,
                NOTHING_BEFORE,
                put(1, HISTORY),
                removed(Cause.DELETED),
                removed(Cause.EXPIRED)))
        .containsExactly(HISTORY, NOW, NOW);
    assertThat(times(Instant.EPOCH, NOTHING_BEFORE, put(1, HISTORY), removed(Cause.EXPIRED)))
        .as("of a store that is read for the first time nothing better is known")
        .containsExactly(HISTORY, HISTORY);
  }
}
