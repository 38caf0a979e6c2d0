package heliograph.edge;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Serves the requests for which the container would send its own error page (web.xml). A request
 * for this address itself is answered with 404.
 */
@WebServlet(urlPatterns = "/error", asyncSupported = true)
public final class ErrorPage extends HttpServlet {
  private static final long serialVersionUID = 1;
  private static final Logger LOG = System.getLogger(ErrorPage.class.getName());
  private static final LogThrottle FAULTS = new LogThrottle();

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    int status = HttpServletResponse.SC_NOT_FOUND;
    String path = request.getRequestURI();
    if (request.getDispatcherType() == DispatcherType.ERROR) {
      status =
          request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer given
              ? given
              : HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
      path = String.valueOf(request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI));
      if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable fault) {
        note(status, fault);
      }
    }
    Pages.send(request, response, path, status);
  }

  /** Logs faults of the relay, once a minute; faults of clients are not logged. */
  private static void note(int status, Throwable fault) {
    if (status < 500) {
      LOG.log(Level.DEBUG, "request refused status={0} fault={1}", status, fault);
    } else if (FAULTS.isDue(fault.getClass().getName())) {
      LOG.log(Level.ERROR, "request failed", fault);
    }
  }
}
