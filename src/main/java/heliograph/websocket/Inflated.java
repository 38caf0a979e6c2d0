package heliograph.websocket;

import heliograph.protocol.MessageHead;

/** What became of a compressed message. */
sealed interface Inflated {

  /** The message as it was before. */
  @SuppressWarnings("ArrayRecordComponent") // the receiver's to keep
  record Message(byte[] payload) implements Inflated {}

  /** Longer than a message may be, and read over to its end. */
  record TooLong(MessageHead head) implements Inflated {}

  /** So long that it was not looked at to its end. */
  record TooBig(MessageHead head) implements Inflated {}

  /** No DEFLATE data (RFC 1951). */
  record Broken() implements Inflated {}
}
