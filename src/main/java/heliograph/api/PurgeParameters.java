package heliograph.api;

import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** The parameters that name a purge. Confined to one request. */
public class PurgeParameters {
  @PathParam("id")
  @Parameter(
      description = "The number of a purge, as in the list",
      schema = @Schema(type = SchemaType.INTEGER, format = "int64", minimum = "1"),
      example = "1")
  private String id = "";

  long number() {
    return JsonResponses.longNumber("id", id, 1, Long.MAX_VALUE);
  }
}
