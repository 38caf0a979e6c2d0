package heliograph.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.TinyRelay;
import heliograph.bench.DurabilityCheck.Findings;
import heliograph.bench.KeptEvents.State;
import heliograph.event.NostrEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DurabilityCheckTest {
  private final Map<String, String> stored = new TreeMap<>();
  private final KeptEvents kept = new KeptEvents(1_000, 0, new Random(1));
  private final List<NostrEvent> events = new ArrayList<>();

  DurabilityCheckTest() {
    for (int i = 0; i < 500; i++) {
      NostrEvent event = TestEvents.note(Key.of(1), 1_700_000_000 + i, "note " + i);
      events.add(event);
      stored.put(event.id().hex(), new String(event.json(), UTF_8));
      kept.acknowledged(event);
    }
  }

  private List<byte[]> answer(String message) {
    List<byte[]> answers = new ArrayList<>();
    answers.add(TinyRelay.text("[\"AUTH\",\"challenge\"]"));
    stored.forEach((id, json) -> {
      if (message.contains(id)) {
        answers.add(TinyRelay.text("[\"EVENT\",\"1\"," + json + "]"));
      }
    });
    answers.add(TinyRelay.text("[\"EOSE\",\"1\",[\"finish\"]]"));
    return answers;
  }

  private Findings check() throws IOException {
    try (TinyRelay relay = new TinyRelay(this::answer)) {
      return DurabilityCheck.check(relay.address(), kept);
    }
  }

  @Test
  void relay_withEverything_isFaultless() throws IOException {
    assertThat(check()).isEqualTo(new Findings(500, 0, 0, 0));
  }

  @Test
  void relay_thatLostAltersOrKeepsDeleted_isFoundOut() throws IOException {
    stored.remove(events.get(3).id().hex());
    stored.remove(events.get(450).id().hex());
    stored.computeIfPresent(
        events.get(7).id().hex(), (id, json) -> json.replace("note 7", "note 8"));
    kept.mark(events.get(20).id().a(), State.GONE); // and yet served
    stored.remove(events.get(21).id().hex());
    kept.mark(events.get(21).id().a(), State.GONE);
    stored.remove(events.get(22).id().hex());
    kept.mark(events.get(22).id().a(), State.IN_DOUBT);
    assertThat(check()).isEqualTo(new Findings(499, 2, 1, 1));
  }

  @Test
  void kept_beyondItsBounds_isAFairSample() {
    KeptEvents few = new KeptEvents(50, 30, new Random(2));
    events.forEach(few::acknowledged);
    assertThat(few.all()).hasSize(80);
    assertThat(few.acknowledged()).isEqualTo(500);
    for (NostrEvent event : events.subList(450, 500)) {
      assertThat(few.find(event.id().a())).isNotNull();
    }
    long early = events.subList(0, 225).stream().filter(e -> few.find(e.id().a()) != null).count();
    assertThat(early).isBetween(7L, 23L);
  }
}
