package heliograph.api;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** Which page of an answer that goes back in time is asked for. Confined to one request. */
public class HistoryPageParameters {
  @QueryParam("before")
  @DefaultValue("")
  @Parameter(
      description = "Only what has a lower number or time than this. Without: begins at the newest",
      schema = @Schema(type = SchemaType.INTEGER, format = "int64"))
  private String before = "";

  @QueryParam("limit")
  @DefaultValue("")
  @Parameter(
      description = "Items at most. For the default and the maximum, see the path",
      schema = @Schema(type = SchemaType.INTEGER, minimum = "1"))
  private String limit = "";

  /** Returns the end of the page, which is not part of it. */
  long before() {
    return before.isEmpty() ? Long.MAX_VALUE : JsonResponses.longNumber("before", before);
  }

  /** Returns the size of the page, from 1 to {@code max}. */
  int limit(int otherwise, int max) {
    int size = limit.isEmpty() ? otherwise : JsonResponses.number("limit", limit);
    if (size < 1 || size > max) {
      throw Problem.badRequest("limit must be from 1 to " + max + ", not " + size);
    }
    return size;
  }
}
