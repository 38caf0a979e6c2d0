package heliograph.api;

import heliograph.analytics.EventStatistics.Count;
import heliograph.analytics.EventStatistics.KindCount;
import heliograph.analytics.EventStatistics.Overview;
import heliograph.analytics.Interval;
import heliograph.analytics.OperationStatistics.RelayUse;
import heliograph.analytics.Period;
import heliograph.analytics.RequestStatistics;
import heliograph.analytics.RequestStatistics.Rejection;
import heliograph.analytics.RequestStatistics.Requested;
import heliograph.analytics.RequestStatistics.Requests;
import heliograph.analytics.Statistics;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What the relay's traffic comes to. */
@Path("/")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "statistics")
public class StatisticsResource {
  private static final Duration MONTH = Duration.ofDays(30);
  private static final Duration DAY = Duration.ofDays(1);

  @Inject private StatisticsSource source;
  @Context private Request request;

  private Statistics statistics() {
    return Answers.statistics(source);
  }

  @GET
  @Path("/overview")
  @Operation(summary = "The figures of a first look: what is stored, what happened ever and today")
  public Response overview() {
    Overview overview = statistics().events().overview();
    JsonObjectBuilder document =
        Json.createObjectBuilder()
            .add("relays", overview.relays())
            .add("events", overview.events())
            .add("used_bytes", overview.usedBytes())
            .add("database_bytes", overview.databaseBytes())
            .add("accepted", overview.accepted())
            .add("removed", overview.removed())
            .add("kinds", overview.kinds())
            .add(
                "today",
                Json.createObjectBuilder()
                    .add("date", overview.today().date().toString())
                    .add("accepted", overview.today().accepted())
                    .add("removed", overview.today().removed())
                    .add("rejected", overview.today().rejected())
                    .add("requests", overview.today().requests())
                    .add("events_served", overview.today().eventsServed())
                    .add("addresses", overview.today().addresses()));
    overview.snapshotAt().ifPresent(at -> document.add("snapshot_at", at.toString()));
    return Answers.ok(request, document.build());
  }

  @GET
  @Path("/events")
  @Operation(summary = "What happened, by time and name; 30 days, or one day by hours")
  public Response events(
      @BeanParam PeriodParameters time,
      @QueryParam("interval") @DefaultValue("day") String interval,
      @QueryParam("name") @DefaultValue("") String name,
      @BeanParam PageParameters page) {
    Interval each = Interval.parse(interval);
    Period period = time.period(each == Interval.HOUR ? DAY : MONTH);
    return Answers.ok(
        request,
        PageParameters.add(
                span(period, each),
                "events",
                statistics().events().over(period, each, name, page.page()),
                StatisticsResource::json)
            .build());
  }

  private static JsonObjectBuilder json(Count count) {
    JsonObjectBuilder json =
        Json.createObjectBuilder()
            .add("start", count.start().toString())
            .add("complete", count.complete())
            .add("name", count.name())
            .add("count", count.count());
    count.sessions().ifPresent(sessions -> json.add("sessions", sessions));
    count.users().ifPresent(users -> json.add("users", users));
    return json;
  }

  /** A document that says which whole intervals it is about. */
  private static JsonObjectBuilder span(Period period, Interval interval) {
    Period.Span span = period.whole(interval);
    return Json.createObjectBuilder()
        .add("from", span.from().toString())
        .add("to", span.to().toString())
        .add("interval", interval.spelling());
  }

  @GET
  @Path("/kinds")
  @Operation(summary = "Events by kind, the most frequent first; of 30 days, or those asked for")
  public Response kinds(@BeanParam PeriodParameters time, @BeanParam PageParameters page) {
    Period period = time.period(MONTH);
    return Answers.ok(
        request,
        PageParameters.add(
                span(period, Interval.DAY),
                "kinds",
                statistics().events().kinds(period, page.page()),
                StatisticsResource::json)
            .build());
  }

  private static JsonObjectBuilder json(KindCount kind) {
    JsonObjectBuilder json =
        Json.createObjectBuilder()
            .add("kind", kind.kind())
            .add("accepted", kind.accepted())
            .add("removed", kind.removed());
    kind.lastAt().ifPresent(at -> json.add("last_at", at.toString()));
    return json;
  }

  @GET
  @Path("/rejections")
  @Operation(summary = "Refusals by verb, kind and reason, the most frequent first; of 30 days")
  public Response rejections(@BeanParam PeriodParameters time, @BeanParam PageParameters page) {
    Period period = time.period(MONTH);
    return Answers.ok(
        request,
        PageParameters.add(
                span(period, Interval.DAY),
                "rejections",
                statistics().requests().rejections(period, page.page()),
                StatisticsResource::json)
            .build());
  }

  private static JsonObjectBuilder json(Rejection rejection) {
    JsonObjectBuilder json = Json.createObjectBuilder().add("verb", rejection.verb());
    if (rejection.kind() >= 0) {
      json.add("kind", rejection.kind());
    }
    return json.add("reason", rejection.reason())
        .add("count", rejection.count())
        .add("last_at", rejection.lastAt().toString());
  }

  @GET
  @Path("/requests")
  @Operation(summary = "Requests and different addresses by time; 30 days, or one day by hours")
  public Response requests(
      @BeanParam PeriodParameters time,
      @QueryParam("interval") @DefaultValue("day") String interval,
      @BeanParam PageParameters page) {
    Interval each = Interval.parse(interval);
    Period period = time.period(each == Interval.HOUR ? DAY : MONTH);
    return Answers.ok(
        request,
        PageParameters.add(
                span(period, each),
                "requests",
                statistics().requests().requests(period, each, page.page()),
                StatisticsResource::json)
            .build());
  }

  private static JsonObjectBuilder json(Requests requests) {
    return Json.createObjectBuilder()
        .add("start", requests.start().toString())
        .add("complete", requests.complete())
        .add("requests", requests.requests())
        .add("events_served", requests.eventsServed())
        .add("addresses", requests.addresses())
        .add("further_addresses", requests.furtherAddresses());
  }

  @GET
  @Path("/top-requested")
  @Operation(summary = "The keys that are asked for most, at all or for events of a kind")
  public Response topRequested(
      @QueryParam("kind") @DefaultValue("") String kind, @BeanParam PageParameters page) {
    RequestStatistics requests = statistics().requests();
    return Answers.ok(
        request,
        PageParameters.add(
                Json.createObjectBuilder(),
                "keys",
                kind.isEmpty()
                    ? requests.topRequested(page.page())
                    : requests.topRequested(Answers.number("kind", kind), page.page()),
                StatisticsResource::json)
            .build());
  }

  private static JsonObjectBuilder json(Requested requested) {
    return Json.createObjectBuilder()
        .add("pubkey", requested.key().hex())
        .add("requests", requested.requests())
        .add("last_at", requested.lastAt().toString());
  }

  @GET
  @Path("/relays")
  @Operation(summary = "The relays that authors list (NIP-65), those of the most authors first")
  public Response relays(@BeanParam PageParameters page) {
    return Answers.ok(
        request,
        PageParameters.add(
                Json.createObjectBuilder(),
                "relays",
                statistics().operation().relays(page.page()),
                StatisticsResource::json)
            .build());
  }

  private static JsonObjectBuilder json(RelayUse relay) {
    return Json.createObjectBuilder()
        .add("url", relay.url())
        .add("authors", relay.authors())
        .add("readers", relay.readers())
        .add("writers", relay.writers());
  }
}
