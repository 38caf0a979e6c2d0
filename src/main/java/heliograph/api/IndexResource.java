package heliograph.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The root of the API: links to its description and its paths. */
@Path("/")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "description")
@APIResponse(responseCode = "304", ref = ResponseNames.NOT_MODIFIED)
@APIResponse(responseCode = "400", ref = ResponseNames.BAD_REQUEST)
@APIResponse(responseCode = "401", ref = ResponseNames.UNAUTHORIZED)
@APIResponse(responseCode = "403", ref = ResponseNames.FORBIDDEN)
@APIResponse(responseCode = "406", ref = ResponseNames.NOT_ACCEPTABLE)
@APIResponse(responseCode = "429", ref = ResponseNames.TOO_MANY_REQUESTS)
public class IndexResource {
  @Context private HttpServletRequest servlet;

  /** A link. */
  @Schema(name = "Link")
  public record Link(
      @Schema(description = "describedby for the description, item for paths") String rel,
      @Schema(description = "A path of this server") String href,
      @Schema(description = "Whether a name in braces has to be replaced") boolean templated,
      String title) {}

  /** All paths that can be read. */
  @Schema(name = "Index", description = "Links to the description and the paths of the API")
  public record Index(String title, List<Link> links) {}

  @GET
  @Operation(
      operationId = "index",
      summary = "The paths that can be read, with a link to their description")
  @APIResponseSchema(Index.class)
  public Response index() {
    String context = servlet.getContextPath();
    JsonObject document = Description.document();
    List<Link> links = new ArrayList<>();
    links.add(
        new Link(
            "describedby", context + Description.PATH, false, "The description (OpenAPI 3.1)"));
    document
        .getJsonObject("paths")
        .forEach((path, operations) -> {
          if (operations.asJsonObject().get("get") instanceof JsonObject get) {
            links.add(
                new Link("item", context + path, path.contains("{"), get.getString("summary", "")));
          }
        });
    return JsonResponses.now(
        servlet, new Index(document.getJsonObject("info").getString("title"), links));
  }
}
