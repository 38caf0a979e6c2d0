package heliograph.api;

import heliograph.event.EventId;
import heliograph.event.Kinds;
import heliograph.event.NostrEvent;
import heliograph.event.PackedEvent;
import heliograph.event.Tags;
import heliograph.filter.NostrFilter;
import heliograph.filter.Visibility;
import heliograph.policy.Moderation;
import heliograph.store.EventStore;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds stored events that have been reported (NIP-56) and on which no administrator has decided.
 */
final class ReportedEvents {
  private static final int REPORTS_MAX = 1_000;
  private static final long SLICE_NANOS = Duration.ofMillis(5).toNanos();
  private static final NostrFilter REPORTS =
      NostrFilter.EVERYTHING.ofKinds(Kinds.REPORT).withLimit(REPORTS_MAX);

  private final EventStore store;

  ReportedEvents(EventStore store) {
    this.store = store;
  }

  /**
   * Returns the reported events with the reasons, from the latest thousand reports, newest first.
   */
  Map<EventId, String> undecided(Moderation decisions) {
    Map<EventId, String> reported = new LinkedHashMap<>();
    store
        .scan(List.of(REPORTS), Visibility.EVERYTHING)
        .toEnd(report -> note(report, reported), SLICE_NANOS);
    reported
        .keySet()
        .removeIf(id ->
            decisions.bannedEvents().containsKey(id)
                || decisions.allowedEvents().containsKey(id)
                || !store.contains(id));
    return reported;
  }

  private static boolean note(PackedEvent packed, Map<EventId, String> reported) {
    NostrEvent report = NostrEvent.copyOf(packed);
    for (List<String> tag : Tags.of(report).named("e")) {
      if (tag.get(1).matches("[0-9a-f]{64}")) {
        String type = tag.size() > 2 ? tag.get(2) : "";
        String reason = (type + " " + report.content()).strip();
        reported.putIfAbsent(EventId.parse(tag.get(1)), reason);
      }
    }
    return true;
  }
}
