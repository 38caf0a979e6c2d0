package heliograph.api;

import heliograph.statistics.Period;
import jakarta.ws.rs.QueryParam;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** The parameters for the period of a question. Confined to one request. */
public class PeriodParameters {
  private static final String TIME =
      "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?Z)?$";

  @QueryParam("from")
  @Parameter(
      description = "Begin: 2026-11-21 or 2026-11-21T14:00:00Z; for the default, see the path",
      schema = @Schema(pattern = TIME),
      example = "2026-11-01")
  private @Nullable String from;

  @QueryParam("to")
  @Parameter(
      description = "End, excluded, at most 366 days later; the next hour by default",
      schema = @Schema(pattern = TIME),
      example = "2026-12-01T00:00:00Z")
  private @Nullable String to;

  /**
   * Returns the requested period. Without {@code from} it is {@code otherwise} long; without {@code
   * to} it ends with this hour.
   */
  Period period(Duration otherwise) {
    Instant end =
        to == null
            ? Instant.now().truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS)
            : time("to", to);
    return new Period(from == null ? end.minus(otherwise) : time("from", from), end);
  }

  private static Instant time(String name, String text) {
    try {
      return text.indexOf('T') < 0
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw Problem.badRequest(name + " must be like 2026-11-21 or 2026-11-21T14:00:00Z");
    }
  }
}
