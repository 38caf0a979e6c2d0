package heliograph.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.event.EventId;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A set of ids that is small. */
class IdSetTest {
  @Test
  void add_manyIds_isTrueOnceForEach() {
    Random random = new Random(7);
    IdSet ids = new IdSet();
    Set<EventId> reference = new HashSet<>();
    long bytes = 0;
    for (int i = 0; i < 20_000; i++) {
      EventId id = new EventId(random.nextInt(1 << 14), 0, 0, 0); // alike, and often again
      bytes += ids.growth();
      assertThat(ids.contains(id)).isEqualTo(reference.contains(id));
      assertThat(ids.add(id)).isEqualTo(reference.add(id));
    }
    assertThat(bytes).isLessThan(40L * reference.size());
  }
}
