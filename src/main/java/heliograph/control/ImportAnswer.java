package heliograph.control;

import heliograph.ingest.IngestOutcome;

/**
 * What became of one line of an import.
 *
 * @param result the kind of outcome
 * @param words the reason; empty when there is nothing to say
 */
public record ImportAnswer(IngestOutcome.Result result, String words) {

  /** The answer that says what {@code outcome} says. */
  public static ImportAnswer of(IngestOutcome outcome) {
    return new ImportAnswer(outcome.result(), outcome.words());
  }

  /** The answer to a line that is no event. */
  static ImportAnswer malformed(String reason) {
    return new ImportAnswer(IngestOutcome.Result.REJECTED, reason);
  }
}
