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
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Statistics of the relay's traffic. */
@Path("/")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "statistics")
@APIResponse(responseCode = "304", ref = ResponseNames.NOT_MODIFIED)
@APIResponse(responseCode = "400", ref = ResponseNames.BAD_REQUEST)
@APIResponse(responseCode = "401", ref = ResponseNames.UNAUTHORIZED)
@APIResponse(responseCode = "403", ref = ResponseNames.FORBIDDEN)
@APIResponse(responseCode = "503", ref = ResponseNames.SERVICE_UNAVAILABLE)
public class StatisticsResource {
  private static final Duration MONTH = Duration.ofDays(30);
  private static final Duration DAY = Duration.ofDays(1);

  @Inject private StatisticsSource source;
  @Inject private CurrentPolicy policy;
  @Inject private QuestionQueues desks;
  @Context private HttpServletRequest servlet;

  private int[] withheld() {
    return HiddenKinds.kinds(policy, servlet);
  }

  /** Whole stores hold what is withheld too, so their growth is shown in large steps. */
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
  @Operation(summary = "The figures of a first look: what is stored, what happened ever and today")
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
  @Operation(summary = "What happened, by time and name; 30 days, or one day by hours")
  @APIResponseSchema(StatisticsDocuments.Events.class)
  public CompletionStage<Response> events(
      @BeanParam PeriodParameters time,
      @Parameter(
              description = "hour, day, week (from Monday) or month; in UTC",
              schema = @Schema(enumeration = {"hour", "day", "week", "month"}))
          @QueryParam("interval")
          @DefaultValue("day")
          String interval,
      @Parameter(description = "Of this name only, like relay.event.accepted")
          @QueryParam("name")
          @DefaultValue("")
          String name,
      @BeanParam PageParameters page) {
    Interval each = Interval.parse(interval);
    Period period = time.period(each == Interval.HOUR ? DAY : MONTH);
    Period.Span span = period.whole(each);
    Statistics statistics = statistics();
    int[] withheld = withheld();
    return JsonResponses.later(
        desks.statistics(),
        servlet,
        () -> {
          Page<Count> found = statistics.events().over(period, each, name, page.page(), withheld);
          return new StatisticsDocuments.Events(
              span.from(), span.to(), each.spelling(), found.rows(), found.following());
        });
  }

  @GET
  @Path("/kinds")
  @Operation(summary = "Events by kind, the most frequent first; of 30 days, or those asked for")
  @APIResponseSchema(StatisticsDocuments.KindCounts.class)
  public CompletionStage<Response> kinds(
      @BeanParam PeriodParameters time, @BeanParam PageParameters page) {
    Period period = time.period(MONTH);
    Period.Span span = period.whole(Interval.DAY);
    Statistics statistics = statistics();
    int[] withheld = withheld();
    return JsonResponses.later(
        desks.statistics(),
        servlet,
        () -> {
          Page<KindCount> found = statistics.events().kinds(period, page.page(), withheld);
          return new StatisticsDocuments.KindCounts(
              span.from(), span.to(), found.rows(), found.following());
        });
  }

  @GET
  @Path("/rejections")
  @Operation(summary = "Refusals by verb, kind and reason, the most frequent first; of 30 days")
  @APIResponseSchema(StatisticsDocuments.Rejections.class)
  public CompletionStage<Response> rejections(
      @BeanParam PeriodParameters time, @BeanParam PageParameters page) {
    Period period = time.period(MONTH);
    Period.Span span = period.whole(Interval.DAY);
    Statistics statistics = statistics();
    int[] withheld = withheld();
    return JsonResponses.later(
        desks.statistics(),
        servlet,
        () -> {
          Page<Rejection> found = statistics.requests().rejections(period, page.page(), withheld);
          return new StatisticsDocuments.Rejections(
              span.from(), span.to(), found.rows(), found.following());
        });
  }

  @GET
  @Path("/requests")
  @Operation(summary = "Requests and different addresses by time; 30 days, or one day by hours")
  @APIResponseSchema(StatisticsDocuments.RequestCounts.class)
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
    return JsonResponses.later(
        desks.statistics(),
        servlet,
        () -> {
          Page<Requests> found = statistics.requests().requests(period, each, page.page());
          return new StatisticsDocuments.RequestCounts(
              span.from(), span.to(), each.spelling(), found.rows(), found.following());
        });
  }

  @GET
  @Path("/top-requested")
  @Operation(summary = "The keys that are asked for most, at all or for events of a kind")
  @APIResponseSchema(StatisticsDocuments.TopRequested.class)
  public CompletionStage<Response> topRequested(
      @Parameter(
              description = "Of requests for this kind; -1 for those that name none",
              schema = @Schema(type = SchemaType.INTEGER))
          @QueryParam("kind")
          @DefaultValue("")
          String kind,
      @BeanParam PageParameters page) {
    if (!kind.isEmpty()) {
      HiddenKinds.unlessPublic(policy, servlet, JsonResponses.number("kind", kind));
    }
    Statistics statistics = statistics();
    return JsonResponses.later(
        desks.statistics(),
        servlet,
        () -> {
          RequestStatistics requests = statistics.requests();
          Page<Requested> found =
              kind.isEmpty()
                  ? requests.topRequested(page.page())
                  : requests.topRequested(JsonResponses.number("kind", kind), page.page());
          return new StatisticsDocuments.TopRequested(found.rows(), found.following());
        });
  }

  @GET
  @Path("/relays")
  @Operation(summary = "The relays that authors list (NIP-65), those of the most authors first")
  @APIResponseSchema(StatisticsDocuments.Relays.class)
  public CompletionStage<Response> relays(@BeanParam PageParameters page) {
    HiddenKinds.unlessPublic(policy, servlet, Kinds.RELAY_LIST);
    Statistics statistics = statistics();
    return JsonResponses.later(
        desks.statistics(),
        servlet,
        () -> {
          Page<RelayUse> found = statistics.operation().relays(page.page());
          return new StatisticsDocuments.Relays(found.rows(), found.following());
        });
  }

  @GET
  @Path("/muted")
  @Operation(summary = "The accounts that authors' lists mute (NIP-51), those of the most first")
  @APIResponseSchema(StatisticsDocuments.MutedAccounts.class)
  public CompletionStage<Response> muted(@BeanParam PageParameters page) {
    HiddenKinds.unlessPublic(policy, servlet, Kinds.MUTES);
    Statistics statistics = statistics();
    return JsonResponses.later(
        desks.statistics(),
        servlet,
        () -> {
          Page<Muted> found = statistics.lists().muted(page.page());
          return new StatisticsDocuments.MutedAccounts(found.rows(), found.following());
        });
  }

  @GET
  @Path("/interests")
  @Operation(summary = "The topics of authors' interests (NIP-51), those of the most authors first")
  @APIResponseSchema(StatisticsDocuments.Interests.class)
  public CompletionStage<Response> interests(@BeanParam PageParameters page) {
    HiddenKinds.unlessPublic(policy, servlet, Kinds.INTERESTS);
    Statistics statistics = statistics();
    return JsonResponses.later(
        desks.statistics(),
        servlet,
        () -> {
          Page<Topic> found = statistics.lists().topics(page.page());
          return new StatisticsDocuments.Interests(found.rows(), found.following());
        });
  }
}
