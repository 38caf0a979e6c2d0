package heliograph.websocket;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes RFC 6455 frames of a server, many in one write: messages are collected in a buffer that is
 * written when it is full or flushed. Confined to the connection's one sender.
 */
final class FrameEncoder {
  static final int TEXT = 0x81;

  /** The first byte of a compressed text message, with RSV1 set (RFC 7692 §6). */
  static final int COMPRESSED_TEXT = 0xc1;

  static final int CLOSE = 0x88;
  static final int PING = 0x89;
  static final int PONG = 0x8a;

  private final byte[] buffer;
  private int size;

  /** Whether the stream may hold bytes that are not flushed. */
  private boolean unflushed;

  FrameEncoder(int bufferBytes) {
    buffer = new byte[bufferBytes];
  }

  /** Starts a frame of {@code length} bytes of payload. */
  void begin(int opcode, int length, OutputStream out) throws IOException {
    if (buffer.length - size < 10) {
      flush(out);
    }
    buffer[size++] = (byte) opcode;
    if (length < 126) {
      buffer[size++] = (byte) length;
    } else if (length < 65_536) {
      buffer[size++] = 126;
      buffer[size++] = (byte) (length >>> 8);
      buffer[size++] = (byte) length;
    } else {
      buffer[size++] = 127;
      for (int shift = 56; shift >= 0; shift -= 8) {
        buffer[size++] = (byte) ((long) length >>> shift);
      }
    }
  }

  /** Adds bytes of the payload begun. */
  void add(byte[] bytes, OutputStream out) throws IOException {
    if (bytes.length > buffer.length - size) {
      flush(out);
    }
    if (bytes.length > buffer.length) {
      out.write(bytes, 0, bytes.length);
      unflushed = true;
    } else {
      System.arraycopy(bytes, 0, buffer, size, bytes.length);
      size += bytes.length;
    }
  }

  /** Adds one byte of the payload begun. */
  void add(byte b, OutputStream out) throws IOException {
    if (size == buffer.length) {
      flush(out);
    }
    buffer[size++] = b;
  }

  /** Writes the collected bytes and flushes the stream. */
  void flush(OutputStream out) throws IOException {
    if (size > 0) {
      int length = size;
      size = 0;
      unflushed = true;
      out.write(buffer, 0, length);
    }
    if (unflushed) {
      unflushed = false;
      out.flush();
    }
  }

  /** Drops the collected bytes. */
  void reset() {
    size = 0;
    unflushed = false;
  }
}
