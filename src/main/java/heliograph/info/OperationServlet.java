package heliograph.info;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Serves health, in the format of MicroProfile Health 4.0, and metrics to operators' programs. */
@WebServlet(
    urlPatterns = {"/health", "/health/started", "/health/ready", "/health/live", "/metrics"})
public final class OperationServlet extends HttpServlet {
  private static final long serialVersionUID = 1;

  @Inject private transient Health health;
  @Inject private transient Figures figures;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    switch (request.getServletPath()) {
      case "/metrics" -> TextAnswer.send(response, "text/plain; version=0.0.4", figures.text());
      case "/health/started" -> send(response, health.started());
      case "/health/ready" -> send(response, health.ready());
      case "/health/live" -> send(response, health.live());
      default -> {
        List<Health.Check> all = new ArrayList<>(health.started());
        all.addAll(health.ready());
        all.addAll(health.live());
        send(response, all);
      }
    }
  }

  private static void send(HttpServletResponse response, List<Health.Check> checks)
      throws IOException {
    boolean up = Health.isUp(checks);
    JsonArrayBuilder list = Json.createArrayBuilder();
    for (Health.Check check : checks) {
      JsonObjectBuilder data = Json.createObjectBuilder(check.data());
      list.add(
          Json.createObjectBuilder()
              .add("name", check.name())
              .add("status", word(check.isUp()))
              .add("data", data));
    }
    response.setStatus(up ? 200 : 503);
    TextAnswer.send(
        response,
        "application/json",
        Json.createObjectBuilder().add("status", word(up)).add("checks", list).build().toString());
  }

  private static String word(boolean up) {
    return up ? "UP" : "DOWN";
  }
}
