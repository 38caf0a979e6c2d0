package heliograph.websocket;

import heliograph.protocol.MessageHead;

/** The result of decompressing a message. */
sealed interface Inflated {

  /** The decompressed message. */
  @SuppressWarnings("ArrayRecordComponent") // the receiver's to keep
  record Message(byte[] payload) implements Inflated {}

  /** The message is too long, and was skipped to its end. */
  record TooLong(MessageHead head) implements Inflated {}

  /** The message is so long that it was not read to its end. */
  record TooBig(MessageHead head) implements Inflated {}

  /** The data is not DEFLATE (RFC 1951). */
  record Broken() implements Inflated {}
}
