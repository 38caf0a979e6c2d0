package heliograph.api;

import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** The size of a page that goes back in time. Confined to one request. */
public class PageSizeParameters {
  @QueryParam("limit")
  @Parameter(
      description = "Maximum number of items; for the default and the limit, see the path",
      schema = @Schema(type = SchemaType.INTEGER, minimum = "1"),
      example = "10")
  private @Nullable String limit;

  /** Returns the size of the page, from 1 to {@code max}. */
  int limit(int otherwise, int max) {
    return limit == null ? otherwise : JsonResponses.number("limit", limit, 1, max);
  }
}
