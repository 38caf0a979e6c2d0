package heliograph.websocket;

import heliograph.protocol.MessageHead;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads RFC 6455 frames of a client from bytes as they arrive.
 *
 * <pre>
 *  0               1               2 …
 * |F|R R R|opcode |M| length 7    | length 16 or 64 | mask 32 | payload, masked
 * </pre>
 *
 * <p>Fragments are joined up to the longest message allowed; control frames may come between them.
 * A longer message is skipped without keeping any of it, up to four times that length, so that it
 * can be refused by its id and the connection continues. The first R marks a compressed message
 * (RFC 7692 §6), if that was agreed on: it is decompressed once it is complete, up to the longest
 * message allowed, and checked afterwards. Keeps no buffer while it holds no part of a message. A
 * violation is reported once, with the code of the close frame; the bytes after it are not read.
 * Confined to the connection's reading thread.
 */
final class FrameDecoder {
  /** Receives what the decoder has read, and may keep the arrays. */
  interface Handler {
    /** Receives a text message in valid UTF-8. */
    void text(byte[] message);

    /** Called for a binary message. */
    void binary();

    void ping(byte[] payload);

    void pong();

    /** Called for a close frame, with its code or 1005. */
    void close(int code);

    /** Called for a message that is too long, after all of it has passed. */
    void tooLong(MessageHead head);

    /** Called for a message that is so long that reading ends. */
    void tooBig(MessageHead head);

    /** Called when the client breaks the protocol. */
    void violation(int code, String reason);
  }

  private static final byte[] NONE = new byte[0];
  private static final int HEADER_MAX = 14;
  private static final int RSV1 = 0x40;

  /** The number of times the longest message allowed up to which a message is skipped. */
  private static final int SKIP_FACTOR = 4;

  /**
   * The bytes allocated for a payload before its bytes arrive, so that a header alone costs little.
   */
  private static final int FIRST_ROOM = 8_192;

  private final int messageMax;
  private final @Nullable SocketDeflate deflate;
  private final Handler handler;

  private final byte[] header = new byte[HEADER_MAX];
  private int headerSize;
  private boolean inPayload;
  private int opcode;
  private boolean last;
  private int maskWord;
  private byte[] payload = NONE;
  private int payloadLength;
  private int payloadAt;

  private int messageOpcode;
  private boolean compressed;
  private byte[] message = NONE;
  private int messageSize;

  /** The head of the message that is being skipped; null while none is. */
  private @Nullable MessageHead skipping;

  private long skipped;
  private boolean ended;

  /** The number of messages begun. */
  private int begun;

  FrameDecoder(int messageMax, @Nullable SocketDeflate deflate, Handler handler) {
    this.messageMax = messageMax;
    this.deflate = deflate;
    this.handler = handler;
  }

  /** Returns the number of the incomplete message; 0 if there is none. */
  int unfinished() {
    return messageOpcode != 0 || inPayload && opcode < 8 ? begun : 0;
  }

  /** Returns the number of bytes held of the incomplete message. */
  int heldBytes() {
    return payload.length + message.length;
  }

  /** Drops the incomplete message, and reads no further bytes. */
  void abandon() {
    ended = true;
    skipping = null;
    inPayload = false;
    messageOpcode = 0;
    payload = NONE;
    message = NONE;
  }

  /** Reads the next {@code length} bytes. */
  void decode(byte[] in, int from, int length) {
    int at = from;
    int end = from + length;
    while (at < end && !ended) {
      if (!inPayload) {
        at = readHeader(in, at, end);
      } else if (skipping != null && opcode < 8) {
        int take = Math.min(end - at, payloadLength - payloadAt);
        skipping.feedMasked(in, at, take, maskWord, payloadAt);
        at += take;
        payloadAt += take;
      } else {
        if (payloadAt == payload.length) {
          payload = Arrays.copyOf(payload, Math.min(payloadLength, 2 * payload.length));
        }
        int take = Math.min(end - at, payload.length - payloadAt);
        System.arraycopy(in, at, payload, payloadAt, take);
        at += take;
        payloadAt += take;
      }
      if (inPayload && payloadAt == payloadLength && !ended) {
        inPayload = false;
        unmask();
        frame();
      }
    }
  }

  private int readHeader(byte[] in, int at, int end) {
    while (at < end && headerSize < headerLength()) {
      header[headerSize++] = in[at++];
    }
    if (headerSize == headerLength()) {
      openFrame();
    }
    return at;
  }

  /** Returns the length of this header, as far as its bytes tell. */
  private int headerLength() {
    if (headerSize < 2) {
      return 2;
    }
    int length = header[1] & 0x7f;
    int mask = header[1] < 0 ? 4 : 0;
    return 2 + mask + (length == 127 ? 8 : length == 126 ? 2 : 0);
  }

  private void openFrame() {
    opcode = header[0] & 0x0f;
    last = header[0] < 0;
    boolean control = opcode >= 8;
    int shortLength = header[1] & 0x7f;
    int extended = shortLength == 127 ? 8 : shortLength == 126 ? 2 : 0;
    long length = extended == 0 ? shortLength : 0;
    for (int i = 0; i < extended; i++) {
      length = length << 8 | header[2 + i] & 0xff;
    }
    headerSize = 0;
    int reserved = header[0] & 0x70;
    boolean opensMessage = opcode == 1 || opcode == 2;
    if (opensMessage && messageOpcode == 0) {
      compressed = deflate != null && reserved == RSV1;
    }
    boolean tooLong = !control && isTooLong(length);
    if (reserved != 0 && !(opensMessage && compressed && reserved == RSV1)) {
      violation(1002, "reserved bits are set");
    } else if (header[1] >= 0) {
      violation(1002, "frames of a client must be masked");
    } else if (opcode > 10 || opcode > 2 && opcode < 8) {
      violation(1002, "unknown opcode");
    } else if (control && (!last || length > 125)) {
      violation(1002, "control frames must be short and whole");
    } else if (!control && (opcode == 0) != (messageOpcode != 0)) {
      violation(1002, "fragments out of order");
    } else if (tooLong
        && (compressed || length < 0 || length > skipMax() - skipped - messageSize)) {
      MessageHead head = skipping == null ? headOfFragments() : skipping;
      abandon();
      handler.tooBig(head);
    } else {
      begun += opensMessage ? 1 : 0;
      if (tooLong && skipping == null) {
        skipping = headOfFragments();
        skipped = messageSize;
        message = NONE;
        messageSize = 0;
      }
      int mask = 2 + extended;
      maskWord = 0;
      for (int i = 0; i < 4; i++) {
        maskWord = maskWord << 8 | header[mask + i] & 0xff;
      }
      payloadLength = (int) length;
      boolean kept = control || skipping == null;
      payload = length == 0 || !kept ? NONE : new byte[Math.min(payloadLength, FIRST_ROOM)];
      payloadAt = 0;
      inPayload = true;
    }
  }

  /** Returns true if a data frame of this length makes its message longer than it may be. */
  private boolean isTooLong(long length) {
    int lengthMax = compressed ? SocketDeflate.compressedMax(messageMax) : messageMax;
    return skipping != null || length < 0 || length > lengthMax - messageSize;
  }

  private int skipMax() {
    return SKIP_FACTOR * messageMax;
  }

  /** Returns the head of the fragments before; an empty one if they are compressed. */
  private MessageHead headOfFragments() {
    MessageHead head = new MessageHead();
    if (!compressed) {
      head.feed(message, 0, messageSize);
    }
    return head;
  }

  private void violation(int code, String reason) {
    abandon();
    handler.violation(code, reason);
  }

  private void unmask() {
    if (maskWord == 0) {
      return;
    }
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= (byte) (maskWord >>> 24 - 8 * (i & 3));
    }
  }

  private void frame() {
    byte[] bytes = payload;
    payload = NONE;
    switch (opcode) {
      case 8 -> close(bytes);
      case 9 -> handler.ping(bytes);
      case 10 -> handler.pong();
      default -> {
        if (skipping != null) {
          skipped(skipping);
        } else {
          data(bytes);
        }
      }
    }
  }

  /** Called when a frame has been skipped. */
  private void skipped(MessageHead head) {
    skipped += payloadLength;
    if (opcode != 0) {
      messageOpcode = opcode;
    }
    if (last) {
      boolean text = messageOpcode == 1;
      messageOpcode = 0;
      skipping = null;
      skipped = 0;
      tooLong(text, head);
    }
  }

  private void tooLong(boolean text, MessageHead head) {
    head.end();
    if (text) {
      handler.tooLong(head);
    } else {
      handler.binary();
    }
  }

  /**
   * Reads a close frame: it has no payload, or a code that may be sent and a reason in UTF-8 (RFC
   * 6455 §5.5.1 and §7.4).
   */
  private void close(byte[] bytes) {
    if (bytes.length == 0) {
      ended = true;
      handler.close(1005);
      return;
    }
    int code = bytes.length == 1 ? 0 : (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
    boolean registered = code >= 1000 && code <= 1014 && (code < 1004 || code > 1006);
    if (!registered && (code < 3000 || code > 4999)) {
      violation(1002, "no code to close with");
    } else if (!Utf8.isValid(Arrays.copyOfRange(bytes, 2, bytes.length))) {
      violation(1007, "the reason to close must be valid UTF-8");
    } else {
      ended = true;
      handler.close(code);
    }
  }

  private void data(byte[] bytes) {
    if (opcode != 0) {
      messageOpcode = opcode;
    }
    if (!last || messageSize > 0) {
      append(bytes);
    }
    if (!last) {
      return;
    }
    if (messageSize > 0) {
      bytes = Arrays.copyOf(message, messageSize);
      message = NONE;
      messageSize = 0;
    }
    boolean text = messageOpcode == 1;
    messageOpcode = 0;
    if (!compressed || deflate == null) {
      message(text, bytes);
    } else {
      switch (deflate.inflate(bytes, messageMax, skipMax())) {
        case Inflated.Message(var inflated) -> message(text, inflated);
        case Inflated.TooLong(var head) -> tooLong(text, head);
        case Inflated.TooBig(var head) -> {
          ended = true;
          handler.tooBig(head);
        }
        case Inflated.Broken() -> violation(1007, "compressed data is broken");
      }
    }
  }

  private void message(boolean text, byte[] bytes) {
    if (!text) {
      handler.binary();
    } else if (Utf8.isValid(bytes)) {
      handler.text(bytes);
    } else {
      violation(1007, "text must be valid UTF-8");
    }
  }

  /**
   * Adds a fragment. The array doubles, so that many small fragments cost no more than a few large
   * ones.
   */
  private void append(byte[] fragment) {
    int size = messageSize + fragment.length;
    if (size > message.length) {
      message = Arrays.copyOf(message, Math.max(size, 2 * message.length));
    }
    System.arraycopy(fragment, 0, message, messageSize, fragment.length);
    messageSize = size;
  }
}
