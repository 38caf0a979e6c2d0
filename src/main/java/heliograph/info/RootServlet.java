package heliograph.info;

import heliograph.edge.RelayAddress;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/**
 * Plain HTTP at the relay's address: the NIP-11 document for clients that accept it, the landing
 * page for everyone else, and the counts that the page keeps fresh.
 */
@WebServlet(urlPatterns = {"", "/counts"})
public final class RootServlet extends HttpServlet {
  private static final long serialVersionUID = 1;
  private static final String NOSTR_JSON = "application/nostr+json";

  @Inject private transient InformationSource source;
  @Inject private transient LiveCountsSource counts;
  @Inject private transient LandingPage page;

  @Override
  protected void doOptions(HttpServletRequest request, HttpServletResponse response) {
    cors(response);
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    cors(response);
    if (request.getServletPath().equals("/counts")) {
      response.setHeader("Cache-Control", "no-store");
      TextAnswer.send(response, "application/json", countsJson());
      return;
    }
    response.setHeader("Vary", "Accept");
    String accept = Optional.ofNullable(request.getHeader("Accept")).orElse("");
    if (AcceptHeader.names(accept, NOSTR_JSON)) {
      TextAnswer.send(response, NOSTR_JSON, source.information().document());
    } else {
      response.setHeader("Content-Security-Policy", LandingPage.SECURITY_POLICY);
      TextAnswer.send(
          response,
          "text/html",
          page.html(
              address(request),
              RelayAddress.linkPrefix(request),
              source.information(),
              counts.counts()));
    }
  }

  /** Adds the three CORS headers that NIP-11 requires in every answer at this address. */
  private static void cors(HttpServletResponse response) {
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Access-Control-Allow-Headers", "*, Authorization");
    response.setHeader("Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS");
  }

  private String countsJson() {
    JsonObjectBuilder json = Json.createObjectBuilder();
    counts
        .counts()
        .ifPresent(now ->
            json.add("events", now.events())
                .add("about", now.isAbout())
                .add("connections", now.connections())
                .add("subscriptions", now.subscriptions()));
    return json.build().toString();
  }

  /** Returns the address clients use: as configured, or as this request came in. */
  private String address(HttpServletRequest request) {
    String configured = source.information().identity().url();
    if (!configured.isEmpty()) {
      return configured;
    }
    boolean secure = request.isSecure();
    int port = request.getServerPort();
    boolean usual = port == (secure ? 443 : 80);
    return (secure ? "wss://" : "ws://")
        + request.getServerName()
        + (usual ? "" : ":" + port)
        + request.getContextPath()
        + "/";
  }
}
