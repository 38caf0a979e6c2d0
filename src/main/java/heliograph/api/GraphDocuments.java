package heliograph.api;

import heliograph.event.PublicKey;
import heliograph.statistics.AccountStatistics;
import heliograph.statistics.AccountStatistics.Change;
import heliograph.statistics.AccountStatistics.Ranked;
import heliograph.statistics.AccountStatistics.SpamCandidate;
import heliograph.statistics.AccountStatistics.Trend;
import heliograph.statistics.AccountStatistics.Trust;
import heliograph.statistics.GenerationPage;
import heliograph.statistics.GroupStatistics;
import heliograph.statistics.GroupStatistics.Community;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The answers of the follow graph's resources; each record is a JSON object. */
public final class GraphDocuments {
  static final String GENERATION = "The run of the graph jobs; 0 if there was none yet";

  private GraphDocuments() {}

  @Schema(description = "The last run of the graph jobs that was published")
  public record Generation(
      @Schema(description = GENERATION) long generation,
      Instant publishedAt,
      @Schema(
              description =
                  "Whether all events that the relays stored when it began were counted; false"
                      + " where a relay had been still for ten minutes in the middle of it")
          boolean complete,
      @Schema(description = "Accounts, follows, seeds, clusters, communities, modularity, millis")
          JsonObject detail) {
    static Generation of(GroupStatistics.Generation run) {
      return new Generation(
          run.generation(), run.publishedAt(), run.complete(), json(run.detail()));
    }
  }

  @Schema(description = "Clusters of accounts that are judged to be bots")
  public record Clusters(
      @Schema(description = GENERATION) long generation,
      List<Cluster> clusters,
      @Schema(description = StatisticsDocuments.NEXT) Optional<String> next) {
    static Clusters of(GenerationPage<GroupStatistics.Cluster> found) {
      return new Clusters(
          found.generation(),
          found.page().rows().stream().map(Cluster::of).toList(),
          found.page().following());
    }
  }

  /** A cluster; see {@link GroupStatistics.Cluster}. */
  public record Cluster(
      @Schema(description = "Its name, the same in each run while its members stay") String cluster,
      int size,
      @Schema(description = "Follows among members, as a share of all possible ones")
          double internalDensity,
      @Schema(description = "Follows to others, as a share of all follows by members")
          double externalRatio,
      @Schema(description = "Follows from others, as a share of all follows of members")
          double inboundRatio,
      double score,
      Instant firstDetectedAt,
      @Schema(description = "The other measurements") JsonObject features,
      @Schema(description = "The evidence, as text for people") List<String> reasons) {
    static Cluster of(GroupStatistics.Cluster cluster) {
      return new Cluster(
          cluster.cluster(),
          cluster.size(),
          cluster.internalDensity(),
          cluster.externalRatio(),
          cluster.inboundRatio(),
          cluster.score(),
          cluster.firstDetectedAt(),
          json(cluster.features()),
          cluster.reasons());
    }
  }

  @Schema(description = "Communities: accounts that follow each other more than others")
  public record Communities(
      @Schema(description = GENERATION) long generation,
      List<Community> communities,
      @Schema(description = StatisticsDocuments.NEXT) Optional<String> next) {
    static Communities of(GenerationPage<Community> found) {
      return new Communities(found.generation(), found.page().rows(), found.page().following());
    }
  }

  @Schema(description = "The members of a cluster or a community")
  public record Members(
      @Schema(description = GENERATION) long generation,
      List<PublicKey> members,
      @Schema(description = StatisticsDocuments.NEXT) Optional<String> next) {
    static Members of(GenerationPage<PublicKey> found) {
      return new Members(found.generation(), found.page().rows(), found.page().following());
    }
  }

  @Schema(description = "The accounts with the highest ranks, from 100 down")
  public record Ranks(
      @Schema(description = GENERATION) long generation,
      List<Ranked> accounts,
      @Schema(description = StatisticsDocuments.NEXT) Optional<String> next) {
    static Ranks of(GenerationPage<Ranked> found) {
      return new Ranks(found.generation(), found.page().rows(), found.page().following());
    }
  }

  @Schema(description = "The requested keys")
  public record Keys(
      @Schema(
              description = "Keys in hex or npub, 1 to 200",
              minItems = 1,
              maxItems = AccountStatistics.KEYS_MAX,
              examples = "[\"79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798\"]")
          List<String> pubkeys) {}

  @Schema(description = "Results about keys")
  public record TrustOfKeys(
      @Schema(description = GENERATION) long generation, List<Trust> accounts) {
    static TrustOfKeys of(List<Trust> accounts) {
      return new TrustOfKeys(
          accounts.stream().mapToLong(Trust::generation).max().orElse(0), accounts);
    }
  }

  @Schema(description = "The accounts that gained, or lost, most followers")
  public record Trends(
      @Schema(description = GENERATION) long generation,
      @Schema(description = "The number of days") int days,
      List<Trend> accounts,
      @Schema(description = StatisticsDocuments.NEXT) Optional<String> next) {
    static Trends of(int days, GenerationPage<Trend> found) {
      return new Trends(found.generation(), days, found.page().rows(), found.page().following());
    }
  }

  @Schema(description = "Followers gained and lost, day by day, without days that have no change")
  public record Changes(PublicKey pubkey, Instant from, Instant to, List<Change> days) {}

  @Schema(description = "Accounts that may be spam, the likeliest first")
  public record SpamCandidates(
      @Schema(description = GENERATION) long generation,
      List<Candidate> accounts,
      @Schema(description = StatisticsDocuments.NEXT) Optional<String> next) {
    static SpamCandidates of(GenerationPage<SpamCandidate> found, AuthorEvents.Answer events) {
      return new SpamCandidates(
          found.generation(),
          found.page().rows().stream()
              .map(row ->
                  new Candidate(row.pubkey(), row.score(), row.reasons(), events.of(row.pubkey())))
              .toList(),
          found.page().following());
    }
  }

  /** An account that may be spam; see {@link SpamCandidate}. */
  @Schema(name = "SpamCandidate")
  public record Candidate(
      PublicKey pubkey,
      double score,
      List<String> reasons,
      @Schema(
              description =
                  "Its stored events, now; missing where the relay would have to count more than"
                      + " 200,000 for this answer, and in a process without a store")
          OptionalLong events) {}

  private static JsonObject json(String text) {
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }
}
