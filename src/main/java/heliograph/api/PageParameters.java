package heliograph.api;

import heliograph.statistics.PageRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** Which page of an answer is asked for. Confined to one request. */
public class PageParameters {
  @QueryParam("limit")
  @DefaultValue("100")
  @Parameter(
      description = "Items at most, from 1 to 1000",
      schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "1000"))
  private String limit = "";

  @QueryParam("after")
  @DefaultValue("")
  @Parameter(description = "The next of the page before")
  private String after = "";

  PageRequest page() {
    return new PageRequest(JsonResponses.number("limit", limit), after);
  }
}
