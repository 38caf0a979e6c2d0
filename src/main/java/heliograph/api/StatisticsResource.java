package heliograph.api;

import heliograph.event.Kinds;
import heliograph.info.LiveCounts;
import heliograph.policy.CurrentPolicy;
import heliograph.statistics.EventStatistics.Count;
import heliograph.statistics.EventStatistics.KindCount;
import heliograph.statistics.EventStatistics.Overview;
import heliograph.statistics.Interval;
import heliograph.statistics.ListStatistics.Muted;
import heliograph.statistics.ListStatistics.Topic;
import heliograph.statistics.LiveStore;
import heliograph.statistics.OperationStatistics.RelayUse;
import heliograph.statistics.Page;
import heliograph.statistics.Period;
import heliograph.statistics.RequestStatistics;
import heliograph.statistics.RequestStatistics.Rejection;
import heliograph.statistics.RequestStatistics.Requested;
import heliograph.statistics.RequestStatistics.Requests;
import heliograph.statistics.Statistics;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Statistics of the relay's traffic. Longer than 400 lines, because half of them are the
 * annotations from which the description of the API is made.
 */
@Path("/")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "statistics")
@APIResponse(responseCode = "304", ref = ResponseNames.NOT_MODIFIED)
@APIResponse(responseCode = "400", ref = ResponseNames.BAD_REQUEST)
@APIResponse(responseCode = "401", ref = ResponseNames.UNAUTHORIZED)
@APIResponse(responseCode = "403", ref = ResponseNames.FORBIDDEN)
@APIResponse(responseCode = "406", ref = ResponseNames.NOT_ACCEPTABLE)
@APIResponse(responseCode = "429", ref = ResponseNames.TOO_MANY_REQUESTS)
@APIResponse(responseCode = "503", ref = ResponseNames.SERVICE_UNAVAILABLE)
public class StatisticsResource {
  private static final int NAME_MAX = 255;
  private static final Duration MONTH = Duration.ofDays(30);

  /** The pattern of a number from 0 to 65535, or {@code none}. */
  private static final String NAMED_KIND =
      "^(none|[0-9]|[1-9][0-9]{1,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]"
          + "|6553[0-5])$";

  private static final Duration DAY = Duration.ofDays(1);

  @Inject private StatisticsSource source;
  @Inject private CurrentPolicy policy;
  @Inject private QuestionQueues desks;
  @Context private HttpServletRequest servlet;

  private int[] withheld() {
    return HiddenKinds.kinds(policy, servlet);
  }

  /** Rounds the figures of whole stores, because they include hidden events. */
  private static Overview about(Overview all) {
    return new Overview(
        all.relays(),
        LiveCounts.about(all.events()),
        LiveCounts.about(all.usedBytes()),
        LiveCounts.about(all.databaseBytes()),
        all.snapshotAt(),
        all.complete(),
        all.accepted(),
        all.removed(),
        all.kinds(),
        all.today());
  }

  private Statistics statistics() {
    return JsonResponses.statistics(source);
  }

  @GET
  @Path("/overview")
  @Operation(
      operationId = "overview",
      summary = "Overview: events stored, and events accepted and removed ever and today")
  @APIResponseSchema(Overview.class)
  public CompletionStage<Response> overview() {
    Statistics statistics = statistics();
    Optional<LiveStore> live = source.live();
    int[] withheld = withheld();
    return JsonResponses.later(
        desks.statistics(),
        servlet,
        () -> {
          Overview all = statistics.events().overview(live, withheld);
          return withheld.length == 0 ? all : about(all);
        });
  }

  @GET
  @Path("/events")
  @Operation(
      operationId = "events",
      summary = "Counts of what happened, by time and name; 30 days by default, one day by hours")
  @Produces({MediaType.APPLICATION_JSON, Csv.TYPE})
  @APIResponse(
      responseCode = "200",
      description = "A page of the table",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = StatisticsDocuments.Events.class)),
        @Content(mediaType = Csv.TYPE, schema = @Schema(type = SchemaType.STRING))
      })
  public CompletionStage<Response> events(
      @BeanParam PeriodParameters time,
      @Parameter(
              description = "hour, day, week (from Monday) or month; in UTC",
              schema = @Schema(enumeration = {"hour", "day", "week", "month"}))
          @QueryParam("interval")
          @DefaultValue("day")
          String interval,
      @Parameter(
              description = "Only this name, like relay.event.accepted",
              schema = @Schema(maxLength = NAME_MAX, minLength = 1),
              example = "relay.event.accepted")
          @QueryParam("name")
          @Nullable String name,
      @BeanParam PageParameters page) {
    Interval each = Interval.parse(interval);
    String counted = name(name);
    Period period = time.period(each == Interval.HOUR ? DAY : MONTH);
    Period.Span span = period.whole(each);
    Statistics statistics = statistics();
    int[] withheld = withheld();
    return JsonResponses.table(
        desks.statistics(),
        servlet,
        page,
        () -> {
          Page<Count> found =
              statistics.events().over(period, each, counted, page.page(), withheld);
          return new StatisticsDocuments.Events(
              span.from(), span.to(), each.spelling(), found.rows(), found.following());
        });
  }

  /** Returns a name that the table of events can hold. */
  private static String name(@Nullable String name) {
    if (name == null) {
      return "";
    }
    if (name.length() > NAME_MAX || !name.chars().allMatch(c -> c >= ' ' && c != 0x7f)) {
      throw Problem.badRequest("name must have at most " + NAME_MAX + " printable characters");
    }
    return name;
  }

  @GET
  @Path("/kinds")
  @Operation(
      operationId = "kinds",
      summary = "Events by kind, the most frequent first; 30 days by default")
  @Produces({MediaType.APPLICATION_JSON, Csv.TYPE})
  @APIResponse(
      responseCode = "200",
      description = "A page of the table",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = StatisticsDocuments.KindCounts.class)),
        @Content(mediaType = Csv.TYPE, schema = @Schema(type = SchemaType.STRING))
      })
  public CompletionStage<Response> kinds(
      @BeanParam PeriodParameters time, @BeanParam PageParameters page) {
    Period period = time.period(MONTH);
    Period.Span span = period.whole(Interval.DAY);
    Statistics statistics = statistics();
    int[] withheld = withheld();
    return JsonResponses.table(
        desks.statistics(),
        servlet,
        page,
        () -> {
          Page<KindCount> found = statistics.events().kinds(period, page.page(), withheld);
          return new StatisticsDocuments.KindCounts(
              span.from(), span.to(), found.rows(), found.following());
        });
  }

  @GET
  @Path("/rejections")
  @Operation(
      operationId = "rejections",
      summary = "Refusals by verb, kind and reason, the most frequent first; 30 days by default")
  @Produces({MediaType.APPLICATION_JSON, Csv.TYPE})
  @APIResponse(
      responseCode = "200",
      description = "A page of the table",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = StatisticsDocuments.Rejections.class)),
        @Content(mediaType = Csv.TYPE, schema = @Schema(type = SchemaType.STRING))
      })
  public CompletionStage<Response> rejections(
      @BeanParam PeriodParameters time, @BeanParam PageParameters page) {
    Period period = time.period(MONTH);
    Period.Span span = period.whole(Interval.DAY);
    Statistics statistics = statistics();
    int[] withheld = withheld();
    return JsonResponses.table(
        desks.statistics(),
        servlet,
        page,
        () -> {
          Page<Rejection> found = statistics.requests().rejections(period, page.page(), withheld);
          return new StatisticsDocuments.Rejections(
              span.from(), span.to(), found.rows(), found.following());
        });
  }

  @GET
  @Path("/requests")
  @Operation(
      operationId = "requests",
      summary = "Requests and different addresses by time; 30 days by default, one day by hours")
  @Produces({MediaType.APPLICATION_JSON, Csv.TYPE})
  @APIResponse(
      responseCode = "200",
      description = "A page of the table",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = StatisticsDocuments.RequestCounts.class)),
        @Content(mediaType = Csv.TYPE, schema = @Schema(type = SchemaType.STRING))
      })
  public CompletionStage<Response> requests(
      @BeanParam PeriodParameters time,
      @Parameter(
              description = "hour, day, week (from Monday) or month; in UTC",
              schema = @Schema(enumeration = {"hour", "day", "week", "month"}))
          @QueryParam("interval")
          @DefaultValue("day")
          String interval,
      @BeanParam PageParameters page) {
    Interval each = Interval.parse(interval);
    Period period = time.period(each == Interval.HOUR ? DAY : MONTH);
    Period.Span span = period.whole(each);
    Statistics statistics = statistics();
    return JsonResponses.table(
        desks.statistics(),
        servlet,
        page,
        () -> {
          Page<Requests> found = statistics.requests().requests(period, each, page.page());
          return new StatisticsDocuments.RequestCounts(
              span.from(), span.to(), each.spelling(), found.rows(), found.following());
        });
  }

  @GET
  @Path("/top-requested")
  @Operation(
      operationId = "topRequested",
      summary = "The most requested keys, in total or for events of a kind")
  @Produces({MediaType.APPLICATION_JSON, Csv.TYPE})
  @APIResponse(
      responseCode = "200",
      description = "A page of the table",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = StatisticsDocuments.TopRequested.class)),
        @Content(mediaType = Csv.TYPE, schema = @Schema(type = SchemaType.STRING))
      })
  public CompletionStage<Response> topRequested(
      @Parameter(
              description = "Only requests for this kind, or requests without kinds",
              schema = @Schema(pattern = NAMED_KIND),
              example = "1")
          @QueryParam("kind")
          @Nullable String kind,
      @BeanParam PageParameters page) {
    OptionalInt named = named(kind);
    if (named.isPresent() && named.getAsInt() != RequestStatistics.NO_KIND) {
      HiddenKinds.unlessPublic(policy, servlet, named.getAsInt());
    }
    Statistics statistics = statistics();
    return JsonResponses.table(
        desks.statistics(),
        servlet,
        page,
        () -> {
          RequestStatistics requests = statistics.requests();
          Page<Requested> found =
              named.isEmpty()
                  ? requests.topRequested(page.page())
                  : requests.topRequested(named.getAsInt(), page.page());
          return new StatisticsDocuments.TopRequested(found.rows(), found.following());
        });
  }

  /**
   * Returns the kind that a parameter names, as in the database; empty for requests of any kind.
   */
  private static OptionalInt named(@Nullable String kind) {
    return switch (kind) {
      case null -> OptionalInt.empty();
      case "none" -> OptionalInt.of(RequestStatistics.NO_KIND);
      default -> OptionalInt.of(JsonResponses.number("kind", kind, 0, Kinds.MAX));
    };
  }

  @GET
  @Path("/relays")
  @Operation(
      operationId = "relays",
      summary = "The relays that authors list (NIP-65), those of most authors first")
  @Produces({MediaType.APPLICATION_JSON, Csv.TYPE})
  @APIResponse(
      responseCode = "200",
      description = "A page of the table",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = StatisticsDocuments.Relays.class)),
        @Content(mediaType = Csv.TYPE, schema = @Schema(type = SchemaType.STRING))
      })
  public CompletionStage<Response> relays(@BeanParam PageParameters page) {
    HiddenKinds.unlessPublic(policy, servlet, Kinds.RELAY_LIST);
    Statistics statistics = statistics();
    return JsonResponses.table(
        desks.statistics(),
        servlet,
        page,
        () -> {
          Page<RelayUse> found = statistics.operation().relays(page.page());
          return new StatisticsDocuments.Relays(found.rows(), found.following());
        });
  }

  @GET
  @Path("/muted")
  @Operation(
      operationId = "muted",
      summary = "The accounts that authors' lists mute (NIP-51), those of most authors first")
  @Produces({MediaType.APPLICATION_JSON, Csv.TYPE})
  @APIResponse(
      responseCode = "200",
      description = "A page of the table",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = StatisticsDocuments.MutedAccounts.class)),
        @Content(mediaType = Csv.TYPE, schema = @Schema(type = SchemaType.STRING))
      })
  public CompletionStage<Response> muted(@BeanParam PageParameters page) {
    HiddenKinds.unlessPublic(policy, servlet, Kinds.MUTES);
    Statistics statistics = statistics();
    return JsonResponses.table(
        desks.statistics(),
        servlet,
        page,
        () -> {
          Page<Muted> found = statistics.lists().muted(page.page());
          return new StatisticsDocuments.MutedAccounts(found.rows(), found.following());
        });
  }

  @GET
  @Path("/interests")
  @Operation(
      operationId = "interests",
      summary = "The topics of authors' interests (NIP-51), those of most authors first")
  @Produces({MediaType.APPLICATION_JSON, Csv.TYPE})
  @APIResponse(
      responseCode = "200",
      description = "A page of the table",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = StatisticsDocuments.Interests.class)),
        @Content(mediaType = Csv.TYPE, schema = @Schema(type = SchemaType.STRING))
      })
  public CompletionStage<Response> interests(@BeanParam PageParameters page) {
    HiddenKinds.unlessPublic(policy, servlet, Kinds.INTERESTS);
    Statistics statistics = statistics();
    return JsonResponses.table(
        desks.statistics(),
        servlet,
        page,
        () -> {
          Page<Topic> found = statistics.lists().topics(page.page());
          return new StatisticsDocuments.Interests(found.rows(), found.following());
        });
  }
}
