package heliograph.api;

import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** The page of a list whose items have numbers. Confined to one request. */
public class NumberedPageParameters extends PageSizeParameters {
  @QueryParam("before")
  @Parameter(
      description = "Only items with a lower number than this; the newest items by default",
      schema = @Schema(type = SchemaType.INTEGER, format = "int64", minimum = "0"),
      example = "1000")
  private @Nullable String before;

  /** Returns the end of the page, which is not part of it. */
  long before() {
    return before == null
        ? Long.MAX_VALUE
        : JsonResponses.longNumber("before", before, 0, Long.MAX_VALUE);
  }
}
