package heliograph.bench;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.bench.ScaledFilters.Shape;
import heliograph.event.EventHasher;
import heliograph.event.NostrEvent;
import heliograph.filter.NostrFilter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The corpus of the scale benchmark: repeatable, genuine but for signatures, growing by towns. */
class ScaledCorpusTest {
  private static final int EVENTS = 20_000;

  @TempDir private Path folder;

  @Test
  void next_sameSeedAndSize_isTheSameEvent() {
    ScaledCorpus one = new ScaledCorpus(5, EVENTS);
    ScaledCorpus other = new ScaledCorpus(5, EVENTS);
    ScaledCorpus stranger = new ScaledCorpus(6, EVENTS);
    for (int i = 0; i < 200; i++) {
      NostrEvent event = one.next();
      assertThat(other.next()).isEqualTo(event);
      assertThat(stranger.next()).isNotEqualTo(event);
    }
  }

  @Test
  void next_ids_areTheHashesOfTheEvents() {
    EventHasher hasher = new EventHasher();
    ScaledCorpus corpus = new ScaledCorpus(1, EVENTS);
    long last = Long.MIN_VALUE;
    for (int i = 0; i < 2_000; i++) {
      NostrEvent event = corpus.next();
      assertThat(hasher.idOf(event)).isEqualTo(event.id());
      assertThat(event.pubkey().hex()).isEqualTo(corpus.pubkey(corpus.author()));
      assertThat(event.createdAt()).isGreaterThanOrEqualTo(last);
      last = event.createdAt();
    }
  }

  /** The busiest author of one town and of two have about as much to say. */
  @Test
  void authors_ofALargerCorpus_areMoreAndWriteAsMuch() {
    assertThat(new ScaledCorpus(1, 200_000).authors())
        .isEqualTo(2 * new ScaledCorpus(1, 100_000).authors());
    int small = eventsOfTheBusiest(100_000);
    assertThat(eventsOfTheBusiest(200_000)).isBetween(small * 9 / 10, small * 12 / 10);
  }

  private static int eventsOfTheBusiest(int events) {
    ScaledCorpus corpus = new ScaledCorpus(1, events);
    Map<Integer, Integer> byAuthor = new HashMap<>();
    for (int i = 0; i < events; i++) {
      corpus.next();
      byAuthor.merge(corpus.author(), 1, Integer::sum);
    }
    return byAuthor.values().stream().max(Integer::compare).orElseThrow();
  }

  @Test
  void filters_areWrittenAndReadForEachShape() throws Exception {
    ScaledCorpus corpus = new ScaledCorpus(1, EVENTS);
    ScaledFilters filters = new ScaledFilters(1);
    List<NostrEvent> events = new ArrayList<>();
    IntStream.range(0, EVENTS)
        .forEach(i -> {
          events.add(corpus.next());
          filters.see(events.getLast(), corpus.author());
        });
    filters.write(folder, corpus);
    for (Shape shape : Shape.values()) {
      List<NostrFilter> some = ScaledFilters.read(folder, shape).subList(0, 20);
      assertThat(events)
          .as(shape.title())
          .anyMatch(event -> some.stream().anyMatch(filter -> filter.matches(event.packed())));
    }
    assertThat(ScaledFilters.read(folder, Shape.FOLLOWS100).getFirst().authors().size())
        .isEqualTo(100);
  }
}
