package heliograph.api;

import heliograph.event.Kinds;
import heliograph.event.PublicKey;
import heliograph.policy.CurrentPolicy;
import heliograph.statistics.AccountStatistics;
import heliograph.statistics.AccountStatistics.Direction;
import heliograph.statistics.Interval;
import heliograph.statistics.Period;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Results about accounts in the follow graph: trust, trends of followers, candidates for spam. */
@Path("/")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "graph")
@APIResponse(responseCode = "304", ref = ResponseNames.NOT_MODIFIED)
@APIResponse(responseCode = "400", ref = ResponseNames.BAD_REQUEST)
@APIResponse(responseCode = "401", ref = ResponseNames.UNAUTHORIZED)
@APIResponse(responseCode = "403", ref = ResponseNames.FORBIDDEN)
@APIResponse(responseCode = "406", ref = ResponseNames.NOT_ACCEPTABLE)
@APIResponse(responseCode = "429", ref = ResponseNames.TOO_MANY_REQUESTS)
@APIResponse(responseCode = "503", ref = ResponseNames.SERVICE_UNAVAILABLE)
public class AccountResource {
  private static final String KEY = "A key, hex or npub";
  private static final String KEY_EXAMPLE =
      "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
  private static final int DAYS_USUAL = 7;
  private static final Duration MONTH = Duration.ofDays(30);

  @Inject private StatisticsSource source;
  @Inject private CurrentPolicy policy;
  @Inject private AuthorEvents events;
  @Inject private QuestionQueues desks;
  @Context private HttpServletRequest servlet;

  private AccountStatistics accounts() {
    HiddenKinds.unlessPublic(policy, servlet, Kinds.FOLLOWS);
    return JsonResponses.statistics(source).accounts();
  }

  @GET
  @Path("/trust")
  @Operation(operationId = "trustRanks", summary = "The accounts with the highest ranks")
  @Produces({MediaType.APPLICATION_JSON, Csv.TYPE})
  @APIResponse(
      responseCode = "200",
      description = "A page of the table",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = GraphDocuments.Ranks.class)),
        @Content(mediaType = Csv.TYPE, schema = @Schema(type = SchemaType.STRING))
      })
  public CompletionStage<Response> ranks(@BeanParam PageParameters page) {
    AccountStatistics accounts = accounts();
    return JsonResponses.table(
        desks.statistics(),
        servlet,
        page,
        () -> GraphDocuments.Ranks.of(accounts.ranks(page.page())));
  }

  @GET
  @Path("/trust/{pubkey}")
  @Operation(
      operationId = "trust",
      summary = "Results about a key: its rank, followers, community and cluster")
  @APIResponseSchema(AccountStatistics.Trust.class)
  @APIResponse(responseCode = "404", ref = ResponseNames.NOT_FOUND)
  public CompletionStage<Response> trust(
      @Parameter(
              description = KEY,
              schema = @Schema(pattern = JsonResponses.KEY_PATTERN),
              example = KEY_EXAMPLE)
          @PathParam("pubkey")
          String pubkey) {
    AccountStatistics accounts = accounts();
    return JsonResponses.later(
        desks.statistics(), servlet, () -> accounts.trust(JsonResponses.key(pubkey)));
  }

  @GET
  @Path("/trends")
  @Operation(operationId = "trends", summary = "The accounts that gained, or lost, most followers")
  @Produces({MediaType.APPLICATION_JSON, Csv.TYPE})
  @APIResponse(
      responseCode = "200",
      description = "A page of the table",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = GraphDocuments.Trends.class)),
        @Content(mediaType = Csv.TYPE, schema = @Schema(type = SchemaType.STRING))
      })
  public CompletionStage<Response> trends(
      @Parameter(
              description = "The last 1, 7 or 30 days; 7 by default",
              schema =
                  @Schema(
                      type = SchemaType.INTEGER,
                      enumeration = {"1", "7", "30"}),
              example = "7")
          @QueryParam("days")
          @Nullable String days,
      @Parameter(
              description = "The change by which accounts are ranked",
              schema = @Schema(enumeration = {"gained", "lost"}))
          @QueryParam("by")
          @DefaultValue("gained")
          String by,
      @BeanParam PageParameters page) {
    int window = days == null ? DAYS_USUAL : JsonResponses.number("days", days, 1, 30);
    Direction direction =
        switch (by) {
          case "gained" -> Direction.GAINED;
          case "lost" -> Direction.LOST;
          default -> throw Problem.badRequest("by must be gained or lost: " + by);
        };
    AccountStatistics accounts = accounts();
    return JsonResponses.table(
        desks.statistics(),
        servlet,
        page,
        () -> GraphDocuments.Trends.of(window, accounts.trends(window, direction, page.page())));
  }

  @GET
  @Path("/trends/{pubkey}")
  @Operation(
      operationId = "followerChanges",
      summary = "Followers that a key gained and lost, day by day; 30 days by default")
  @Produces({MediaType.APPLICATION_JSON, Csv.TYPE})
  @APIResponse(responseCode = "404", ref = ResponseNames.NOT_FOUND)
  @APIResponse(
      responseCode = "200",
      description = "A page of the table",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = GraphDocuments.Changes.class)),
        @Content(mediaType = Csv.TYPE, schema = @Schema(type = SchemaType.STRING))
      })
  public CompletionStage<Response> changes(
      @Parameter(
              description = KEY,
              schema = @Schema(pattern = JsonResponses.KEY_PATTERN),
              example = KEY_EXAMPLE)
          @PathParam("pubkey")
          String pubkey,
      @BeanParam PeriodParameters time,
      @BeanParam FormatParameters format) {
    PublicKey key = JsonResponses.key(pubkey);
    Period period = time.period(MONTH);
    Period.Span span = period.whole(Interval.DAY);
    AccountStatistics accounts = accounts();
    return JsonResponses.table(
        desks.statistics(),
        servlet,
        format,
        () ->
            accounts
                .changes(key, period)
                .map(days -> new GraphDocuments.Changes(key, span.from(), span.to(), days))
                .orElseThrow(() -> Problem.notFound("no list here names this key")));
  }

  @GET
  @Path("/spam-candidates")
  @AdminOnly
  @SecurityRequirement(name = "nostr")
  @SecurityRequirement(name = "password")
  @Operation(
      operationId = "spamCandidates",
      summary = "Accounts that may be spam, and why; administrators only")
  @Produces({MediaType.APPLICATION_JSON, Csv.TYPE})
  @APIResponse(
      responseCode = "200",
      description = "A page of the table",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = GraphDocuments.SpamCandidates.class)),
        @Content(mediaType = Csv.TYPE, schema = @Schema(type = SchemaType.STRING))
      })
  public CompletionStage<Response> spam(@BeanParam PageParameters page) {
    AccountStatistics accounts = accounts();
    return JsonResponses.table(
        desks.administration(),
        servlet,
        page,
        () -> GraphDocuments.SpamCandidates.of(accounts.spam(page.page()), events.answer()));
  }
}
