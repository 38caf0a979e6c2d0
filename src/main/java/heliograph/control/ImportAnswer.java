package heliograph.control;

import heliograph.ingest.IngestOutcome;

/**
 * The result of one line of an import.
 *
 * @param result the kind of outcome
 * @param words the reason; empty when there is nothing to say
 */
public record ImportAnswer(IngestOutcome.Result result, String words) {

  /** Returns the answer for {@code outcome}. */
  public static ImportAnswer of(IngestOutcome outcome) {
    return new ImportAnswer(outcome.result(), outcome.words());
  }

  /** Returns the answer to a line that is not an event. */
  static ImportAnswer malformed(String reason) {
    return new ImportAnswer(IngestOutcome.Result.REJECTED, reason);
  }
}
