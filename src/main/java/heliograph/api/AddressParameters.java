package heliograph.api;

import heliograph.event.KindClass;
import heliograph.event.Kinds;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * The parameters that name an address of an author: a kind and a {@code d}. Confined to one
 * request.
 */
public class AddressParameters {
  @PathParam("kind")
  @Parameter(
      description = "A replaceable or addressable kind",
      schema =
          @Schema(type = SchemaType.INTEGER, format = "int32", minimum = "0", maximum = "65535"),
      example = "0")
  private String kind = "";

  @QueryParam("d")
  @MayBeEmpty
  @Parameter(
      description = "The d tag, which distinguishes addressable events of one kind",
      example = "settings")
  private @Nullable String d;

  /** Returns the kind. Fails with 400 for kinds whose events do not replace each other. */
  int kind() {
    int number = JsonResponses.number("kind", kind, 0, Kinds.MAX);
    KindClass kindClass = KindClass.of(number);
    if (kindClass != KindClass.REPLACEABLE && kindClass != KindClass.ADDRESSABLE) {
      throw Problem.badRequest("events of kind " + number + " do not replace each other");
    }
    return number;
  }

  String d() {
    return d == null ? "" : d;
  }
}
