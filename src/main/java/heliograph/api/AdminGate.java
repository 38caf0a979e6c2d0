package heliograph.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Turns away whoever has not proven to be an administrator: 401 without a proof, else 403. */
@ApplicationScoped
public class AdminGate {
  private static final String PROVEN = "heliograph.administrator";
  private static final int BODY_BYTES_MAX = 1 << 20;

  @Inject private Administrators administrators;

  /**
   * Who was found to ask; the properties of a request are the attributes of its servlet request.
   */
  static String administrator(HttpServletRequest request) {
    return String.valueOf(request.getAttribute(PROVEN));
  }

  /** Notes who asks, or ends the request. A proof counts once, so it is looked at once. */
  void admit(ContainerRequestContext context, HttpServletRequest request) {
    if (context.getProperty(PROVEN) != null) {
      return;
    }
    switch (administrators.proof(request, body(context))) {
      case Administrators.Proof.Admin(String name) -> context.setProperty(PROVEN, name);
      case Administrators.Proof.Missing(String reason) ->
          context.abortWith(
              Problem.response(401, reason)
                  .header("WWW-Authenticate", "Nostr")
                  .header("WWW-Authenticate", "Basic realm=\"Heliograph\"")
                  .build());
      case Administrators.Proof.Stranger(String reason) ->
          context.abortWith(
              Problem.response(Response.Status.FORBIDDEN.getStatusCode(), reason).build());
    }
  }

  /** Reads the body for the proof to cover it, and puts it back for the resource. */
  private static byte[] body(ContainerRequestContext context) {
    try {
      if (!context.hasEntity()) {
        return new byte[0];
      }
      byte[] body = context.getEntityStream().readNBytes(BODY_BYTES_MAX);
      context.setEntityStream(new ByteArrayInputStream(body));
      return body;
    } catch (IOException e) {
      throw new UncheckedIOException("the body could not be read", e);
    }
  }
}
