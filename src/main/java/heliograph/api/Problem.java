package heliograph.api;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;

/** What went wrong with a request, as a problem document (RFC 9457). */
final class Problem extends WebApplicationException {
  static final String TYPE = "application/problem+json";

  private static final long serialVersionUID = 1;
  private static final int RETRY_SECONDS = 10;

  private Problem(int status, String detail) {
    super(detail, response(status, detail).build());
  }

  /** 400: the request cannot be understood; {@code detail} says what of it. */
  static Problem badRequest(String detail) {
    return new Problem(400, detail);
  }

  /** 403: the client may not see this. */
  static Problem forbidden(String detail) {
    return new Problem(403, detail);
  }

  /** 404: nothing has that name. */
  static Problem notFound(String detail) {
    return new Problem(404, detail);
  }

  /** 409: the current state does not allow it. */
  static Problem conflict(String detail) {
    return new Problem(409, detail);
  }

  /** 503: it may be there later. */
  static Problem unavailable(String detail) {
    return new Problem(503, detail);
  }

  /** 503 with the seconds after which to ask again. */
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
