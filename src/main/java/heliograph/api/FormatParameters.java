package heliograph.api;

import heliograph.info.AcceptHeader;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** The parameters for the format of a table. Confined to one request. */
public class FormatParameters {
  @QueryParam("format")
  @Parameter(
      description = "json or csv; without it, the Accept header decides, and json if that does not",
      schema = @Schema(enumeration = {"json", "csv"}),
      example = "json")
  private @Nullable String format;

  /**
   * Returns whether the answer is CSV.
   *
   * @param accept the Accept header; empty if there is none
   */
  boolean isCsv(String accept) {
    return switch (format) {
      case null ->
          AcceptHeader.quality(accept, Csv.TYPE) > AcceptHeader.quality(accept, "application/json");
      case "csv" -> true;
      case "json" -> false;
      default -> throw Problem.badRequest("format must be json or csv");
    };
  }
}
