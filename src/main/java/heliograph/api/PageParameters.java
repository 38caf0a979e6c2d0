package heliograph.api;

import heliograph.statistics.PageRequest;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** The parameters for a page of a table and its format. Confined to one request. */
public class PageParameters extends FormatParameters {
  private static final int LIMIT_USUAL = 100;

  @QueryParam("limit")
  @Parameter(
      description = "Maximum number of items, from 1 to 1000; 100 by default",
      schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "1000"),
      example = "10")
  private @Nullable String limit;

  @QueryParam("after")
  @Parameter(
      description = "The value of next of the page before; the first page by default",
      schema = @Schema(pattern = "^[A-Za-z0-9_-]{1,2000}$"))
  private @Nullable String after;

  PageRequest page() {
    return new PageRequest(
        limit == null
            ? LIMIT_USUAL
            : JsonResponses.number("limit", limit, 1, PageRequest.LIMIT_MAX),
        after == null ? "" : after);
  }
}
