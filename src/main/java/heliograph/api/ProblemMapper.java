package heliograph.api;

import heliograph.database.DatabaseException;
import heliograph.edge.LogThrottle;
import heliograph.edge.Pages;
import heliograph.statistics.QuestionException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletionException;

/** Answers every fault with a problem document; faults that are not the client's are logged. */
@Provider
public class ProblemMapper implements ExceptionMapper<RuntimeException> {
  private static final Logger LOG = System.getLogger(ProblemMapper.class.getName());
  private static final LogThrottle FAULTS = new LogThrottle();

  @Override
  public Response toResponse(RuntimeException fault) {
    return answer(fault);
  }

  static Response answer(Throwable fault) {
    return switch (fault) {
      case CompletionException wrapped when wrapped.getCause() != null ->
          answer(wrapped.getCause());
      case Problem problem -> problem.getResponse();
      case WebApplicationException known -> ofContainer(known);
      case QuestionException wrong ->
          Problem.response(400, String.valueOf(wrong.getMessage())).build();
      case BusyException busy -> Problem.passing(String.valueOf(busy.getMessage()));
      case DatabaseException away when away.isPassing() ->
          Problem.passing("the statistics' database is away, or busy");
      case DatabaseException wrong when wrong.isWrongValue() -> {
        LOG.log(Level.DEBUG, "api question refused fault={0}", String.valueOf(wrong.getCause()));
        yield Problem.response(400, "a value is outside the range of its type").build();
      }
      default -> {
        if (FAULTS.isDue(fault.getClass().getName())) {
          LOG.log(Level.ERROR, "api request failed", fault);
        }
        yield Problem.response(500, Pages.sentence(500)).build();
      }
    };
  }

  /**
   * Returns the answer to a fault of RESTEasy. Only its status and headers are passed on, since its
   * text names classes and methods.
   */
  private static Response ofContainer(WebApplicationException known) {
    Response answer = known.getResponse();
    if (answer.getStatus() < 400) {
      return answer;
    }
    LOG.log(Level.DEBUG, "api request refused fault={0}", known.getMessage());
    Response.ResponseBuilder problem =
        Problem.response(answer.getStatus(), Pages.sentence(answer.getStatus()));
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
