package heliograph.api;

import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** The parameters for a page of an answer that goes back in time. Confined to one request. */
public class HistoryPageParameters {
  @QueryParam("before")
  @Parameter(
      description = "Only items with a lower number than this; the newest items by default",
      schema = @Schema(type = SchemaType.INTEGER, format = "int64", minimum = "0"),
      example = "1000")
  private @Nullable String before;

  @QueryParam("limit")
  @Parameter(
      description = "Maximum number of items; for the default and the limit, see the path",
      schema = @Schema(type = SchemaType.INTEGER, minimum = "1"),
      example = "10")
  private @Nullable String limit;

  /** Returns the end of the page, which is not part of it. */
  long before() {
    return before == null
        ? Long.MAX_VALUE
        : JsonResponses.longNumber("before", before, 0, Long.MAX_VALUE);
  }

  /** Returns the size of the page, from 1 to {@code max}. */
  int limit(int otherwise, int max) {
    return limit == null ? otherwise : JsonResponses.number("limit", limit, 1, max);
  }
}
