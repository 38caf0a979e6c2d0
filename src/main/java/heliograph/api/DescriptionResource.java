package heliograph.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The description of the API, for those who may read its answers. */
@Path("/openapi.json")
@RequestScoped
@Tag(name = "description")
@APIResponse(responseCode = "304", ref = ResponseNames.NOT_MODIFIED)
@APIResponse(responseCode = "400", ref = ResponseNames.BAD_REQUEST)
@APIResponse(responseCode = "401", ref = ResponseNames.UNAUTHORIZED)
@APIResponse(responseCode = "403", ref = ResponseNames.FORBIDDEN)
@APIResponse(responseCode = "406", ref = ResponseNames.NOT_ACCEPTABLE)
@APIResponse(responseCode = "429", ref = ResponseNames.TOO_MANY_REQUESTS)
public class DescriptionResource {
  @Context private HttpServletRequest servlet;

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(operationId = "description", summary = "This document (OpenAPI 3.1)")
  @APIResponse(
      responseCode = "200",
      description = "The document",
      content = @Content(schema = @Schema(type = SchemaType.OBJECT)))
  public Response document() {
    return JsonResponses.description(
        Asked.of(servlet), Description.under(servlet.getContextPath()));
  }
}
