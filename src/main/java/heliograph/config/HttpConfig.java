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
 * @param accessLog whether the server logs each request in a file
 * @param pingInterval how often a silent client is pinged; it is closed after three intervals
 *     without an answer
 * @param engine the implementation of the WebSocket protocol
 * @param deflate the compression of messages
 * @param trustedProxies the proxies that are trusted to name a client's address
 * @param proxyHeader the header in which they name it
 * @param trustHost the names of this relay that are accepted while none is configured
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
  /** Returns the port for operators, which may be the public one. */
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
            "Whether each HTTP request, with its address, is logged in http_access.log, 100 MB of"
                + " it at most; those over TLS by the relay in https_access.0.log."),
        in.duration(
            "heliograph.http.ping-interval",
            "30s",
            "How often a silent client is pinged; without answer for three times that it is"
                + " dropped."),
        in.choice(
            "heliograph.websocket.engine",
            WebSocketEngine.UPGRADE,
            "Implementation of WebSocket: upgrade (the relay, fast) or container (the server)."),
        DeflateConfig.read(in),
        in.addresses(
            "heliograph.http.trusted-proxies",
            "",
            "IP addresses and ranges of proxies that are trusted to name a client's address."),
        in.choice(
            "heliograph.http.proxy-header",
            ProxyHeader.X_FORWARDED_FOR,
            "Header in which trusted proxies name it: x-forwarded-for or forwarded (RFC 7239)."),
        in.choice(
            "heliograph.http.trust-host",
            TrustHost.MACHINE,
            "Names accepted for a relay without heliograph.relay.url: machine (names and addresses"
                + " of this machine) or any (then proofs made for another relay are valid here)."));
  }
}
