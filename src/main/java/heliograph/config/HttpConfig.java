package heliograph.config;

import java.time.Duration;

/**
 * Where the relay listens, as the server is told too.
 *
 * @param host address to bind
 * @param port TCP port
 * @param pingInterval how often an idle client is pinged
 */
public record HttpConfig(String host, int port, Duration pingInterval) {
  static HttpConfig read(ConfigReader in) {
    return new HttpConfig(
        in.text("heliograph.http.host", "127.0.0.1", "Address to listen on; * for all."),
        in.integer("heliograph.http.port", 7447, 1, 65_535, "Port for WebSocket and HTTP."),
        in.duration("heliograph.http.ping-interval", "30s", "How often clients are pinged."));
  }
}
