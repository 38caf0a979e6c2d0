package heliograph.ingest;

import heliograph.metrics.Meters;
import heliograph.metrics.RequestLog;
import heliograph.metrics.RequestLog.Verb;
import java.net.InetAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Metrics and statistics of the answers to events. Thread-safe. */
final class OutcomeFigures {
  private final Map<IngestOutcome.Result, Meters.Counter> counters =
      new EnumMap<>(IngestOutcome.Result.class);
  private final Meters.Distribution okTimer;
  private final RequestLog log;

  OutcomeFigures(Meters meters) {
    log = meters.requests();
    for (IngestOutcome.Result result : IngestOutcome.Result.values()) {
      counters.put(
          result,
          meters.counter("heliograph_events_total", "Events by result", "result", result.label()));
    }
    okTimer = meters.timer("heliograph_ok_seconds", "From the receipt of an EVENT to its OK");
  }

  /** Counts the answer to an event that was received {@code nanos} ago. */
  void answered(IngestOutcome outcome, long nanos) {
    Objects.requireNonNull(counters.get(outcome.result())).increment();
    okTimer.record(nanos);
  }

  /** Records for the statistics what the change feed does not contain of a client's event. */
  void noteForStatistics(IngestOutcome outcome, InetAddress address, int kind) {
    switch (outcome.result()) {
      case STORED, HANDLED, DENIED -> {}
      case DELIVERED, MUTED -> log.note(new RequestLog.PassedOn(address, kind));
      case SWALLOWED -> log.note(new RequestLog.Refused(address, Verb.EVENT, kind, "swallowed"));
      case DUPLICATE, SUPERSEDED, DELETED, REJECTED, FAILED ->
          log.note(new RequestLog.Refused(address, Verb.EVENT, kind, outcome.reason()));
    }
  }
}
