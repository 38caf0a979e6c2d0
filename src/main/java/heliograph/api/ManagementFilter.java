package heliograph.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.auth.HttpAuth;
import heliograph.config.AdminRole;
import heliograph.edge.RelayAddress;
import heliograph.event.NostrEvent;
import heliograph.policy.CurrentPolicy;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Relay management over HTTP: a POST to the relay's own address with the content type of NIP-86,
 * each authorised by its own NIP-98 event. Other requests are passed on.
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public final class ManagementFilter extends HttpFilter {
  private static final long serialVersionUID = 1;
  private static final Logger LOG = System.getLogger(ManagementFilter.class.getName());
  private static final int BODY_BYTES_MAX = 65_536;
  private static final String CONTENT_TYPE = "application/nostr+json+rpc";

  @Inject private transient CurrentPolicy policy;
  @Inject private transient Administrators administrators;
  @Inject private transient RequestBodies bodies;
  @Inject private transient Management management;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String type = Optional.ofNullable(request.getContentType()).orElse("").strip();
    boolean ours =
        request.getMethod().equals("POST")
            && type.toLowerCase(Locale.ROOT).startsWith(CONTENT_TYPE)
            && RelayAddress.isAsked(request);
    if (!ours) {
      chain.doFilter(request, response);
      return;
    }
    response.setHeader("Access-Control-Allow-Origin", "*");
    if (!HttpAuth.isAsked(Optional.ofNullable(request.getHeader("Authorization")).orElse(""))) {
      unproven(response, "the Authorization header is missing, or is no Nostr event (NIP-98)");
      return;
    }
    RequestUrl asked = new RequestUrl(policy.config(), request);
    switch (administrators.find(request, asked::isRelay)) {
      case Administrators.Finding.Waits(Duration rest) -> {
        response.setHeader("Retry-After", Long.toString(rest.toSeconds() + 1));
        answer(response, 429, error("too many failed proofs from this address: come again later"));
      }
      case Administrators.Finding.Refused(String reason) -> unproven(response, reason);
      case Administrators.Finding.Known(Caller caller, Optional<NostrEvent> proof) -> {
        if (caller.role().isEmpty()) {
          administrators.lackedRole(caller, AdminRole.VIEWER);
          answer(
              response,
              HttpServletResponse.SC_FORBIDDEN,
              error("this key is not an administrator of this relay"));
        } else {
          take(request, response, caller, proof.orElseThrow());
        }
      }
    }
  }

  /** Reads the body, now that its sender is known, and runs its method if the proof covers it. */
  private void take(
      HttpServletRequest request, HttpServletResponse response, Caller caller, NostrEvent proof)
      throws IOException {
    switch (bodies.read(request.getInputStream(), request.getContentLengthLong(), BODY_BYTES_MAX)) {
      case RequestBodies.Body.Refused(int status, String reason) -> {
        response.setHeader("Connection", "close");
        answer(response, status, error(reason));
      }
      case RequestBodies.Body.Whole whole -> obey(response, caller, proof, whole.bytes());
    }
  }

  private void obey(HttpServletResponse response, Caller caller, NostrEvent proof, byte[] body)
      throws IOException {
    Optional<String> fault =
        administrators.bodyFault(caller, proof, "POST", body, !Management.onlyReads(body));
    if (fault.isPresent()) {
      unproven(response, fault.get());
    } else {
      answer(response, HttpServletResponse.SC_OK, call(caller, body));
    }
  }

  private static void unproven(HttpServletResponse response, String reason) throws IOException {
    response.setHeader("WWW-Authenticate", "Nostr");
    answer(response, HttpServletResponse.SC_UNAUTHORIZED, error(reason));
  }

  private JsonObject call(Caller admin, byte[] body) {
    Optional<JsonObject> request = object(body);
    if (request.isEmpty()) {
      return error("the request is not a JSON object");
    }
    if (!(request.get().get("method") instanceof JsonString method)) {
      return error("the request names no method");
    }
    JsonValue params = request.get().getOrDefault("params", JsonValue.EMPTY_JSON_ARRAY);
    if (!(params instanceof JsonArray array)) {
      return error("params must be an array");
    }
    try {
      JsonValue result = management.call(admin, method.getString(), array);
      return Json.createObjectBuilder().add("result", result).build();
    } catch (IllegalArgumentException e) {
      return error(String.valueOf(e.getMessage()));
    } catch (UncheckedIOException e) {
      LOG.log(Level.ERROR, "management call failed", e);
      return error("the relay could not write this down, so nothing was changed");
    }
  }

  private static Optional<JsonObject> object(byte[] body) {
    try (JsonReader reader = Json.createReader(new ByteArrayInputStream(body))) {
      return Optional.of(reader.readObject());
    } catch (RuntimeException e) {
      // malformed; Parsson throws a plain RuntimeException for deep nesting
      return Optional.empty();
    }
  }

  private static JsonObject error(String sentence) {
    return Json.createObjectBuilder().add("error", sentence).build();
  }

  private static void answer(HttpServletResponse response, int status, JsonObject json)
      throws IOException {
    byte[] bytes = json.toString().getBytes(UTF_8);
    response.setStatus(status);
    response.setContentType(CONTENT_TYPE);
    response.setCharacterEncoding("UTF-8");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }
}
