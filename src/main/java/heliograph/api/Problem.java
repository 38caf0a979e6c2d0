package heliograph.api;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;

/** A fault of a request, answered with a problem document (RFC 9457). */
final class Problem extends WebApplicationException {
  static final String TYPE = "application/problem+json";

  private static final long serialVersionUID = 1;
  private static final int RETRY_SECONDS = 10;

  private Problem(int status, String detail) {
    super(detail, response(status, detail).build());
  }

  /** Returns 400: the request cannot be understood; {@code detail} says why. */
  static Problem badRequest(String detail) {
    return new Problem(400, detail);
  }

  /** Returns 403: the client may not see this. */
  static Problem forbidden(String detail) {
    return new Problem(403, detail);
  }

  /** Returns 404: nothing has that name. */
  static Problem notFound(String detail) {
    return new Problem(404, detail);
  }

  /** Returns 409: the current state does not allow it. */
  static Problem conflict(String detail) {
    return new Problem(409, detail);
  }

  /** Returns 503: it may be available later. */
  static Problem unavailable(String detail) {
    return new Problem(503, detail);
  }

  /** Returns 503 with the seconds after which to repeat the request. */
  static Response passing(String detail) {
    return response(503, detail).header("Retry-After", RETRY_SECONDS).build();
  }

  static Response.ResponseBuilder response(int status, String detail) {
    JsonObject body =
        Json.createObjectBuilder()
            .add("type", "about:blank")
            .add("title", Response.Status.fromStatusCode(status).getReasonPhrase())
            .add("status", status)
            .add("detail", detail)
            .build();
    return Response.status(status).type(TYPE).entity(body.toString());
  }
}
