package heliograph.api;

import heliograph.statistics.EventStatistics.Count;
import heliograph.statistics.EventStatistics.KindCount;
import heliograph.statistics.ListStatistics.Muted;
import heliograph.statistics.ListStatistics.Topic;
import heliograph.statistics.OperationStatistics.RelayUse;
import heliograph.statistics.RequestStatistics.Rejection;
import heliograph.statistics.RequestStatistics.Requested;
import heliograph.statistics.RequestStatistics.Requests;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The answers of the statistics' resources; each record is a JSON object. */
public final class StatisticsDocuments {
  static final String FROM = "First moment of the first interval";
  static final String TO = "First moment after the last interval";
  static final String NEXT = "The value of after for the next page; absent at the end";

  private StatisticsDocuments() {}

  @Schema(description = "Counts of what happened, by time and name")
  public record Events(
      @Schema(description = FROM) Instant from,
      @Schema(description = TO) Instant to,
      String interval,
      List<Count> events,
      @Schema(description = NEXT) Optional<String> next) {}

  @Schema(description = "Events by kind, the most frequent first")
  public record KindCounts(
      @Schema(description = FROM) Instant from,
      @Schema(description = TO) Instant to,
      List<KindCount> kinds,
      @Schema(description = NEXT) Optional<String> next) {}

  @Schema(description = "Refusals, the most frequent first")
  public record Rejections(
      @Schema(description = FROM) Instant from,
      @Schema(description = TO) Instant to,
      List<Rejection> rejections,
      @Schema(description = NEXT) Optional<String> next) {}

  @Schema(description = "Requests and different addresses by time")
  public record RequestCounts(
      @Schema(description = FROM) Instant from,
      @Schema(description = TO) Instant to,
      String interval,
      List<Requests> requests,
      @Schema(description = NEXT) Optional<String> next) {}

  @Schema(description = "Keys, the most requested first")
  public record TopRequested(
      List<Requested> keys, @Schema(description = NEXT) Optional<String> next) {}

  @Schema(description = "Accounts by the authors whose lists mute them")
  public record MutedAccounts(
      List<Muted> accounts, @Schema(description = NEXT) Optional<String> next) {}

  @Schema(description = "Topics of interest by the authors who name them")
  public record Interests(List<Topic> topics, @Schema(description = NEXT) Optional<String> next) {}

  @Schema(description = "Relays, those that most authors list first")
  public record Relays(List<RelayUse> relays, @Schema(description = NEXT) Optional<String> next) {}
}
