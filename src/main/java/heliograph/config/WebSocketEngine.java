package heliograph.config;

/** The implementation of the WebSocket protocol (RFC 6455). */
public enum WebSocketEngine {
  /** The relay itself, over a servlet upgrade: many messages to one write. */
  UPGRADE,
  /** The server's Jakarta WebSocket: one write a message. */
  CONTAINER
}
