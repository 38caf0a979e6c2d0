package heliograph.config;

import java.time.Duration;

/**
 * Where and how the relay listens; host and port are told to the server too.
 *
 * @param host address to bind
 * @param port TCP port
 * @param pingInterval how often a silent client is pinged; three unanswered end it
 * @param engine who speaks the WebSocket protocol
 */
public record HttpConfig(String host, int port, Duration pingInterval, WebSocketEngine engine) {
  static HttpConfig read(ConfigReader in) {
    return new HttpConfig(
        in.text("heliograph.http.host", "127.0.0.1", "Address to listen on; * for all."),
        in.integer("heliograph.http.port", 7447, 1, 65_535, "Port for WebSocket and HTTP."),
        in.duration(
            "heliograph.http.ping-interval",
            "30s",
            "How often a silent client is pinged; without answer for three times that it is"
                + " dropped."),
        in.choice(
            "heliograph.websocket.engine",
            WebSocketEngine.UPGRADE,
            "Who speaks WebSocket: upgrade (the relay, fast) or container (the server)."));
  }
}
