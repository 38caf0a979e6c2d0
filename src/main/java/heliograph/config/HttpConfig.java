package heliograph.config;

import java.time.Duration;
import java.util.Optional;

/**
 * Where and how the relay listens; the server is configured with the same host and port.
 *
 * @param host address to bind
 * @param port TCP port
 * @param adminPort TCP port of the listener for operators on this machine; -1 for none
 * @param tls TLS by the relay itself
 * @param accessLog whether the server notes each request in a file
 * @param pingInterval how often a silent client is pinged; three unanswered end it
 * @param engine who speaks the WebSocket protocol
 * @param deflate compression of its messages
 * @param trustedProxies whose word on a client's address counts
 * @param proxyHeader the header in which they give it
 * @param trustHost whose name for this relay counts while none is configured
 */
public record HttpConfig(
    String host,
    int port,
    int adminPort,
    Optional<TlsConfig> tls,
    boolean accessLog,
    Duration pingInterval,
    WebSocketEngine engine,
    DeflateConfig deflate,
    AddressRanges trustedProxies,
    ProxyHeader proxyHeader,
    TrustHost trustHost) {
  /** Returns the port for operators: their own, or the one for everybody. */
  public int portForOperators() {
    return adminPort > 0 ? adminPort : port;
  }

  /** Returns true if only this machine can connect. */
  public boolean isLocal() {
    return host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
  }

  static HttpConfig read(StartupConfigReader in) {
    String host = in.text("heliograph.http.host", "127.0.0.1", "Address to listen on; * for all.");
    int port = in.integer("heliograph.http.port", 7447, 1, 65_535, "Port for WebSocket and HTTP.");
    int adminPort =
        in.integer(
            "heliograph.http.admin-port",
            -1,
            -1,
            65_535,
            "Port on 127.0.0.1 for /health, /metrics and /api/v1/admin, which the other port then"
                + " does not serve; -1 for none. Without it, ./heliograph run takes the port after"
                + " heliograph.http.port where that is open to other machines, or speaks TLS.");
    return new HttpConfig(
        host,
        port,
        adminPort,
        TlsConfig.read(in, port, adminPort),
        in.flag(
            "heliograph.http.access-log",
            false,
            "Whether each HTTP request, with its address, is noted in http_access.log, 100 MB of it"
                + " at most; those over TLS by the relay in https_access.0.log."),
        in.duration(
            "heliograph.http.ping-interval",
            "30s",
            "How often a silent client is pinged; without answer for three times that it is"
                + " dropped."),
        in.choice(
            "heliograph.websocket.engine",
            WebSocketEngine.UPGRADE,
            "Who speaks WebSocket: upgrade (the relay, fast) or container (the server)."),
        DeflateConfig.read(in),
        in.addresses(
            "heliograph.http.trusted-proxies",
            "",
            "IP addresses and ranges of proxies whose word on a client's address counts."),
        in.choice(
            "heliograph.http.proxy-header",
            ProxyHeader.X_FORWARDED_FOR,
            "Where they give it: x-forwarded-for or forwarded (RFC 7239)."),
        in.choice(
            "heliograph.http.trust-host",
            TrustHost.MACHINE,
            "What clients may call a relay without heliograph.relay.url: machine (names and addresses"
                + " of this machine) or any (then proofs made for another relay are good here)."));
  }
}
