package heliograph.api;

import heliograph.config.AddressRanges;
import heliograph.config.AdminRole;
import heliograph.config.HttpConfig;
import heliograph.config.ProxyTrail;
import heliograph.config.RelayUrl;
import heliograph.edge.ClientAddress;
import heliograph.event.EventId;
import heliograph.event.PublicKey;
import heliograph.policy.Requester;
import jakarta.json.JsonValue;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The sender of an HTTP request, as far as it is proven. Policy treats it like a client that has
 * authenticated with these keys.
 *
 * @param address the address of the client, behind trusted proxies
 * @param isPrivate whether nobody could listen between the client and this relay
 * @param requestedAuthority the address under which it reached this relay
 * @param keys the key it has proven to hold (NIP-98), if any
 * @param name the name of an administrator: the key in hex, or the configured user
 * @param role the role of that administrator; empty for everybody else
 * @param proof the id of the NIP-98 event that proves the key; empty without one
 */
record Caller(
    InetAddress address,
    boolean isPrivate,
    Optional<RelayUrl> requestedAuthority,
    List<PublicKey> keys,
    String name,
    Optional<AdminRole> role,
    String proof)
    implements Requester {

  private static final String ATTRIBUTE = "heliograph.caller";

  /** Returns the caller of a request whose proof has not been checked. */
  static Caller stranger(HttpServletRequest request, HttpConfig config) {
    return new Caller(
        ClientAddress.of(request, config),
        isPrivate(request, config),
        ClientAddress.requestedAuthority(request, config),
        List.of(),
        "",
        Optional.empty(),
        "");
  }

  /**
   * Returns whether a connection is private; nothing that a stranger can send makes it so. The
   * headers of a trusted proxy count; any other sign of a proxy means that somebody may have
   * listened. Without signs, TLS terminated by the server itself is private, and so is a request
   * from this machine under a name of this machine: a local proxy that adds no headers would pass
   * on the name that its clients used.
   */
  private static boolean isPrivate(HttpServletRequest request, HttpConfig config) {
    InetAddress peer = ProxyTrail.peer(request.getRemoteAddr());
    if (config.trustedProxies().contains(peer)) {
      return ProxyTrail.saysSecure(name -> Collections.list(request.getHeaders(name)));
    }
    if (ProxyTrail.isMarked(Collections.list(request.getHeaderNames()))) {
      return false;
    }
    return request.isSecure()
        || peer.isLoopbackAddress()
            && !request.getProtocol().toUpperCase(Locale.ROOT).equals("HTTP/1.0")
            && RelayUrl.requestedAuthority(request.getServerName(), request.getServerPort())
                .isLoopback();
  }

  /** Returns this caller with a proven key. */
  Caller holding(PublicKey key, Optional<AdminRole> itsRole, EventId by) {
    return new Caller(
        address, isPrivate, requestedAuthority, List.of(key), key.hex(), itsRole, by.hex());
  }

  /** Returns this caller with the name and role of the user with the password. */
  Caller named(String user, AdminRole itsRole) {
    return new Caller(address, isPrivate, requestedAuthority, keys, user, Optional.of(itsRole), "");
  }

  /** Returns true for an administrator of at least this role. */
  boolean isAtLeast(AdminRole needed) {
    return role.isPresent() && role.get().covers(needed);
  }

  /** Returns an entry of the audit trail for an action of this administrator. */
  AuditTrail.Entry entry(String action, JsonValue detail) {
    return new AuditTrail.Entry(
        name,
        role.map(AdminRole::spelling).orElse(""),
        AddressRanges.text(address),
        action,
        detail,
        proof);
  }

  /** Keeps this caller with the request, for the resource. */
  void keep(HttpServletRequest request) {
    request.setAttribute(ATTRIBUTE, this);
  }

  /** Returns the caller that was kept with a request. */
  static Caller of(HttpServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof Caller caller) {
      return caller;
    }
    throw new IllegalStateException("the caller has not been determined");
  }
}
