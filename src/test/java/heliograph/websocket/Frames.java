package heliograph.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.protocol.ClientMessage;
import heliograph.protocol.ClientMessageParser;
import heliograph.protocol.MessageHead;
import heliograph.protocol.MessagePrefix;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Frames as the other side makes and reads them, with zlib alone. */
final class Frames {
  private Frames() {}

  /** How a message is answered of which this is known. */
  static String answer(MessageHead head) {
    return switch (ClientMessageParser.refuse(head, MessagePrefix.INVALID, "")) {
      case ClientMessage.MalformedEvent(var id, var reason) -> "OK " + id.json();
      case ClientMessage.MalformedReq(var id, var prefix, var reason) -> "CLOSED " + id.json();
      default -> "NOTICE";
    };
  }

  /** A frame of a client. */
  static byte[] masked(int first, byte[] payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(first);
    if (payload.length < 126) {
      out.write(0x80 | payload.length);
    } else if (payload.length < 65_536) {
      out.write(0xfe);
      out.write(payload.length >> 8);
      out.write(payload.length);
    } else {
      out.write(0xff);
      out.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
    }
    byte[] mask = {9, 8, 7, 6};
    out.writeBytes(mask);
    for (int i = 0; i < payload.length; i++) {
      out.write(payload[i] ^ mask[i % 4]);
    }
    return out.toByteArray();
  }

  /** A frame of the relay. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Frame(int first, byte[] payload) {}

  /** The frames of the relay in what it has sent. */
  static List<Frame> unmasked(byte[] sent) {
    List<Frame> frames = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(sent);
    while (in.hasRemaining()) {
      int first = in.get() & 0xff;
      int length = in.get();
      length = length == 126 ? in.getShort() & 0xffff : length == 127 ? (int) in.getLong() : length;
      byte[] payload = new byte[length];
      in.get(payload);
      frames.add(new Frame(first, payload));
    }
    return frames;
  }

  /** What RFC 7692 §7.2.1 makes of a message. */
  static byte[] deflated(Deflater deflater, byte[] message) {
    byte[] room = new byte[2 * message.length + 100];
    deflater.setInput(message);
    int size = deflater.deflate(room, 0, room.length, Deflater.SYNC_FLUSH);
    return Arrays.copyOf(room, size - 4);
  }

  /** Compresses without a history. */
  static byte[] deflated(byte[] message) {
    Deflater deflater = new Deflater(9, true);
    try {
      return deflated(deflater, message);
    } finally {
      deflater.end();
    }
  }

  /** The message of a compressed payload (RFC 7692 §7.2.2). */
  static byte[] inflated(Inflater inflater, byte[] payload) throws DataFormatException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    byte[] room = new byte[4_096];
    for (byte[] in : new byte[][] {payload, {0, 0, (byte) 0xff, (byte) 0xff}}) {
      inflater.setInput(in);
      while (!inflater.needsInput()) {
        message.write(room, 0, inflater.inflate(room));
      }
      for (int made; (made = inflater.inflate(room)) > 0; ) {
        message.write(room, 0, made);
      }
    }
    return message.toByteArray();
  }

  /** A megabyte and more of the same byte in a few kilobytes or less. */
  static byte[] bomb(int bytes) {
    return deflated(new byte[bytes]);
  }

  static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }

  /** Text as it is in events: some of it repeats, some of it is random, some is not ASCII. */
  static String text(Random random, int length) {
    StringBuilder text = new StringBuilder(length + 70);
    while (text.length() < length) {
      switch (random.nextInt(4)) {
        case 0 ->
            text.append("[\"p\",\"").append("%016x".formatted(random.nextLong())).append("\"],");
        case 1 -> text.append("héllo 😀 ");
        case 2 -> text.append("the same words again and again, ");
        default -> text.append((char) (' ' + random.nextInt(90)));
      }
    }
    return text.toString();
  }
}
