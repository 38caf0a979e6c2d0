package heliograph.api;

import heliograph.analytics.DatabaseException;
import heliograph.analytics.QuestionException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;

/** Answers every fault with a problem document; what is no fault of the client is only logged. */
@Provider
public class ProblemMapper implements ExceptionMapper<RuntimeException> {
  private static final Logger LOG = System.getLogger(ProblemMapper.class.getName());
  private static final int RETRY_SECONDS = 10;

  @Override
  public Response toResponse(RuntimeException fault) {
    return switch (fault) {
      case Problem problem -> problem.getResponse();
      case WebApplicationException known -> ofContainer(known);
      case QuestionException wrong ->
          Problem.response(400, String.valueOf(wrong.getMessage())).build();
      case DatabaseException away when away.isPassing() ->
          Problem.response(503, "the statistics' database is away, or busy")
              .header("Retry-After", RETRY_SECONDS)
              .build();
      default -> {
        LOG.log(Level.ERROR, "api request failed", fault);
        yield Problem.response(500, "the relay could not answer this").build();
      }
    };
  }

  private static Response ofContainer(WebApplicationException known) {
    Response answer = known.getResponse();
    if (answer.getStatusInfo().getFamily() != Response.Status.Family.CLIENT_ERROR) {
      return answer;
    }
    String detail = Optional.ofNullable(known.getMessage()).orElse("");
    Response.ResponseBuilder problem = Problem.response(answer.getStatus(), detail);
    answer
        .getHeaders()
        .forEach((name, values) -> {
          if (!name.equalsIgnoreCase("Content-Type") && !name.equalsIgnoreCase("Content-Length")) {
            values.forEach(value -> problem.header(name, value));
          }
        });
    return problem.build();
  }
}
