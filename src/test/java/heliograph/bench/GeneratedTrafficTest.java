package heliograph.bench;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.event.Tags;
import heliograph.store.FeedEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What `bench analytics` writes is what its description says. */
class GeneratedTrafficTest {
  private static final int CHANGES = 120_000;

  private static List<NostrEvent> taken() throws InterruptedException {
    GeneratedTraffic traffic = new GeneratedTraffic(1_000_000_000);
    List<NostrEvent> events = new ArrayList<>();
    while (events.size() < CHANGES) {
      for (FeedEntry entry : traffic.take(events.size(), 1_000, Duration.ofSeconds(1))) {
        events.add(((FeedEntry.Put) entry).event());
      }
    }
    return events;
  }

  @Test
  void changes_areMixedAsDescribed() throws InterruptedException {
    Map<Integer, Integer> kinds = new HashMap<>();
    taken().subList(0, 20_000).forEach(event -> kinds.merge(event.kind(), 1, Integer::sum));
    assertThat(kinds).isEqualTo(Map.of(1, 12_000, 7, 6_000, 0, 1_800, 3, 200));
  }

  @Test
  void list_changesByOneFollow() throws InterruptedException {
    Map<PublicKey, Set<PublicKey>> last = new HashMap<>();
    int changed = 0;
    for (NostrEvent event : taken()) {
      if (event.kind() == 3) {
        Set<PublicKey> follows = new HashSet<>(Tags.of(event).keys());
        assertThat(follows).hasSizeBetween(149, 150); // nobody follows himself
        Set<PublicKey> before = last.put(event.pubkey(), follows);
        if (before != null) {
          Set<PublicKey> added = new HashSet<>(follows);
          added.removeAll(before);
          assertThat(added).hasSize(1);
          changed++;
        }
      }
    }
    assertThat(changed).isEqualTo(700);
  }
}
