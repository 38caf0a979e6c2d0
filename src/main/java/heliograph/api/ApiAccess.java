package heliograph.api;

import heliograph.config.AdminRole;
import heliograph.config.ApiConfig.Access;
import heliograph.edge.ClientAddress;
import heliograph.event.NostrEvent;
import heliograph.policy.CurrentPolicy;
import heliograph.policy.Verdict;
import heliograph.protocol.MessagePrefix;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.Optional;

/**
 * Finds out who made a request and checks whether the path is for them: administrators of a role if
 * the path requires one, everybody else if {@code heliograph.api.access} is public and a REQ of
 * theirs would be answered. A body is read only from callers that may send one.
 */
@Provider
public class ApiAccess implements ContainerRequestFilter {
  private static final int BODY_BYTES_MAX = 1 << 20;

  /**
   * The maximum number of bytes of a body from a stranger: the keys of one question about trust,
   * with room for spaces.
   */
  private static final int OPEN_BODY_BYTES_MAX = 1 << 15;

  @Inject private CurrentPolicy policy;
  @Inject private Administrators administrators;
  @Inject private AuditedReads reads;
  @Inject private RequestBodies bodies;
  @Context private HttpServletRequest request;
  @Context private ResourceInfo resource;

  @Override
  public void filter(ContainerRequestContext context) {
    if (context.getMethod().equals("OPTIONS")) {
      return; // a CORS preflight
    }
    RequestUrl asked = new RequestUrl(policy.config(), request);
    switch (administrators.find(request, asked::isRequest)) {
      case Administrators.Finding.Waits(Duration rest) -> context.abortWith(tooMany(rest));
      case Administrators.Finding.Refused(String reason) -> context.abortWith(noProof(reason));
      case Administrators.Finding.Known(Caller caller, Optional<NostrEvent> proof) -> {
        Optional<Response> refusal = refusal(caller).or(() -> withoutBody(context, caller, proof));
        refusal.ifPresentOrElse(context::abortWith, () -> admit(context, caller));
      }
    }
  }

  private void admit(ContainerRequestContext context, Caller caller) {
    caller.keep(request);
    boolean isMarked = resource.getResourceMethod().isAnnotationPresent(AdminOnly.class);
    if (isMarked && context.getMethod().equals("GET")) {
      reads.note(caller, context.getUriInfo().getPath());
    }
  }

  private Optional<Response> refusal(Caller caller) {
    AdminOnly marked = resource.getResourceMethod().getAnnotation(AdminOnly.class);
    if (marked != null || policy.config().live().api().access() == Access.ADMIN) {
      return withoutRole(caller, marked == null ? AdminRole.VIEWER : marked.value());
    }
    if (caller.role().isPresent()) {
      return Optional.empty();
    }
    return policy.checkReader(caller)
            instanceof Verdict.Rejected(MessagePrefix prefix, String sentence)
        ? Optional.of(
            prefix == MessagePrefix.AUTH_REQUIRED ? noProof(sentence) : forbidden(sentence))
        : Optional.empty();
  }

  private Optional<Response> withoutRole(Caller caller, AdminRole needed) {
    if (caller.isAtLeast(needed)) {
      return Optional.empty();
    }
    administrators.lackedRole(caller, needed);
    if (caller.name().isEmpty()) {
      return Optional.of(noProof("this takes the proof of an administrator (NIP-98)"));
    }
    return Optional.of(
        forbidden(
            caller.role().isEmpty()
                ? "this key is not an administrator of this relay"
                : "this takes the role " + needed.spelling()));
  }

  /**
   * Reads the body of a request that changes something, within a bound, and puts it back for the
   * resource; returns the refusal if that fails or the proof does not cover it.
   */
  private Optional<Response> withoutBody(
      ContainerRequestContext context, Caller caller, Optional<NostrEvent> proof) {
    String method = context.getMethod();
    boolean changes = !method.equals("GET") && !method.equals("HEAD");
    byte[] body = {};
    if (changes && context.hasEntity()) {
      switch (body(context, caller)) {
        case RequestBodies.Body.Refused(int status, String reason) -> {
          return Optional.of(
              Problem.response(status, reason).header("Connection", "close").build());
        }
        case RequestBodies.Body.Whole whole -> {
          body = whole.bytes();
          context.setEntityStream(new ByteArrayInputStream(body));
        }
      }
    }
    byte[] covered = body;
    return proof
        .flatMap(event -> administrators.bodyFault(caller, event, method, covered, changes))
        .map(ApiAccess::noProof);
  }

  private RequestBodies.Body body(ContainerRequestContext context, Caller caller) {
    long declared = request.getContentLengthLong();
    return caller.role().isPresent()
        ? bodies.read(context.getEntityStream(), declared, BODY_BYTES_MAX)
        : bodies.readOpen(
            ClientAddress.networkOf(request),
            context.getEntityStream(),
            declared,
            OPEN_BODY_BYTES_MAX);
  }

  private static Response noProof(String reason) {
    return Problem.response(401, reason)
        .header("WWW-Authenticate", "Nostr")
        .header("WWW-Authenticate", "Basic realm=\"Heliograph\"")
        .build();
  }

  private static Response forbidden(String reason) {
    return Problem.response(403, reason).build();
  }

  private static Response tooMany(Duration rest) {
    return Problem.response(429, "too many failed proofs from this address: come again later")
        .header("Retry-After", rest.toSeconds() + 1)
        .build();
  }
}
