package heliograph.websocket;

/** What became of a compressed message. */
sealed interface Inflated {

  /** The message as it was before. */
  @SuppressWarnings("ArrayRecordComponent") // the receiver's to keep
  record Message(byte[] payload) implements Inflated {}

  /** Longer than a message may be; nothing beyond that was looked at. */
  record TooBig() implements Inflated {}

  /** No DEFLATE data (RFC 1951). */
  record Broken() implements Inflated {}
}
