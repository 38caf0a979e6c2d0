package heliograph.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.event.EventId;
import heliograph.metrics.InMemoryMeters;
import heliograph.protocol.MessagePrefix;
import heliograph.store.StoreResult;
import heliograph.store.StoreResult.By;
import org.junit.jupiter.api.Test;

/** What a client reads of an outcome, and what is counted of it. */
class IngestOutcomeTest {
  private static final EventId ID = new EventId(1, 2, 3, 4);

  private static String ok(IngestOutcome outcome) {
    return outcome.ok(ID).text().replace(ID.hex(), "id");
  }

  @Test
  void ok_ofEveryStoreResult_saysWhatNip01Asks() {
    assertThat(ok(IngestOutcome.of(new StoreResult.Stored(1))))
        .isEqualTo("[\"OK\",\"id\",true,\"\"]");
    assertThat(ok(IngestOutcome.of(new StoreResult.Duplicate())))
        .isEqualTo("[\"OK\",\"id\",true,\"duplicate: already have this event\"]");
    for (By by : By.values()) {
      assertThat(ok(IngestOutcome.of(new StoreResult.Superseded(by))))
          .startsWith("[\"OK\",\"id\",false,\"duplicate: ");
    }
    assertThat(ok(IngestOutcome.of(new StoreResult.Deleted())))
        .isEqualTo("[\"OK\",\"id\",false,\"blocked: this event was deleted by its author\"]");
    assertThat(ok(IngestOutcome.of(new StoreResult.Failed("the store is full"))))
        .isEqualTo("[\"OK\",\"id\",false,\"error: the store is full\"]");
  }

  @Test
  void ok_ofOtherOutcomes_saysWhetherItIsAccepted() {
    assertThat(ok(IngestOutcome.DELIVERED)).isEqualTo("[\"OK\",\"id\",true,\"\"]");
    assertThat(ok(IngestOutcome.SWALLOWED)).isEqualTo(ok(IngestOutcome.STORED));
    assertThat(ok(IngestOutcome.MUTED)).startsWith("[\"OK\",\"id\",false,\"mute: ");
    assertThat(ok(IngestOutcome.BUSY)).startsWith("[\"OK\",\"id\",false,\"rate-limited: ");
    assertThat(ok(IngestOutcome.granted(MessagePrefix.INFO, "welcome: all")))
        .isEqualTo("[\"OK\",\"id\",true,\"info: welcome: all\"]");
    assertThat(ok(IngestOutcome.denied(MessagePrefix.RESTRICTED, "no")))
        .isEqualTo("[\"OK\",\"id\",false,\"restricted: no\"]");
  }

  @Test
  void asksForAuthentication_onlyWhenRefusedForLackOfIt() {
    assertThat(IngestOutcome.rejected(MessagePrefix.AUTH_REQUIRED, "x").asksForAuthentication())
        .isTrue();
    assertThat(IngestOutcome.rejected(MessagePrefix.INVALID, "x").asksForAuthentication())
        .isFalse();
    assertThat(IngestOutcome.granted(MessagePrefix.AUTH_REQUIRED, "x").asksForAuthentication())
        .isFalse();
    assertThat(IngestOutcome.STORED.asksForAuthentication()).isFalse();
  }

  @Test
  void figures_requestsGrantedAndDenied_areBothCountedAsHandled() {
    InMemoryMeters meters = new InMemoryMeters();
    OutcomeFigures figures = new OutcomeFigures(meters);
    figures.answered(IngestOutcome.granted(MessagePrefix.INFO, "yes"), 1);
    figures.answered(IngestOutcome.denied(MessagePrefix.RESTRICTED, "no"), 1);
    figures.answered(IngestOutcome.STORED, 1);
    assertThat(meters.counters())
        .containsEntry("heliograph_events_totalresult,handled", 2L)
        .containsEntry("heliograph_events_totalresult,stored", 1L)
        .doesNotContainKey("heliograph_events_totalresult,denied");
  }
}
