package heliograph.api;

import heliograph.event.EventId;
import heliograph.store.VersionPlace;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** Which page of the versions of an address is asked for. Confined to one request. */
public class VersionPageParameters extends PageSizeParameters {
  /** A time, or the time and id of a version, of which one second can have many. */
  static final String PATTERN = "^(0|[1-9][0-9]{0,18})(-[0-9a-f]{64})?$";

  private static final int ID_DIGITS = 64;

  @QueryParam("before")
  @Parameter(
      description =
          "Only versions that are older than this time in seconds since 1970; or what a page says"
              + " under older or its Link, the time and id of its last version, to go on after it."
              + " Without: begins at the newest",
      schema = @Schema(type = SchemaType.STRING, pattern = PATTERN),
      example = "4102444800-79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")
  private @Nullable String before;

  /** Returns where the page begins. */
  VersionPlace after() {
    return before == null ? VersionPlace.START : place(before);
  }

  /** Reads a time, or what {@link #text} has written. */
  private static VersionPlace place(String text) {
    int dash = text.length() - ID_DIGITS - 1;
    if (dash <= 0 || text.charAt(dash) != '-') {
      return VersionPlace.olderThan(time(text));
    }
    try {
      return new VersionPlace(
          time(text.substring(0, dash)), EventId.parse(text.substring(dash + 1)));
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest("before must be a time, or a time, a dash and an id");
    }
  }

  private static long time(String text) {
    return JsonResponses.longNumber("before", text, 0, Long.MAX_VALUE);
  }

  /** Returns the {@code before} of a page that begins at a place. */
  static String text(VersionPlace place) {
    return place.createdAt() + "-" + place.id().hex();
  }
}
