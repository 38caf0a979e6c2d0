package heliograph.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads lines as bytes, without making an object of each. Empty lines count and are passed on.
 * Confined to its caller.
 */
public final class LineReader {
  private final InputStream in;
  private final int lineMax;
  private byte[] buffer;
  private int size;
  private int from;
  private int to;
  private int next;
  private long offset;
  private boolean tooLong;

  /**
   * Reads {@code in}; a line over {@code lineMax} bytes is reported as too long, without its text.
   *
   * @param bufferBytes bytes that are read at once; the buffer grows with longer lines
   */
  public LineReader(InputStream in, int lineMax, int bufferBytes) {
    this.in = in;
    this.lineMax = lineMax;
    buffer = new byte[bufferBytes];
  }

  /** Reads at least {@code bufferBytes} at once from now on; the present line stays valid. */
  public void readAhead(int bufferBytes) {
    buffer = Arrays.copyOf(buffer, Math.max(buffer.length, bufferBytes));
  }

  /** Steps to the next line; returns false at the end. */
  public boolean next() throws IOException {
    tooLong = false;
    from = next;
    int at = from;
    while (true) {
      while (at < size && buffer[at] != '\n') {
        at++;
      }
      if (at < size) {
        to = at;
        next = at + 1;
        offset += next - from;
        return true;
      }
      if (at - from > lineMax) {
        tooLong = true;
        offset += at - from;
        from = 0;
        size = 0;
        at = 0;
      } else {
        int kept = at - from;
        makeRoom();
        at = kept;
      }
      int length = in.read(buffer, size, buffer.length - size);
      if (length < 0) {
        to = at;
        next = at;
        offset += at - from;
        return at > from || tooLong;
      }
      size += length;
    }
  }

  /**
   * Moves the current line to the start of the buffer, and doubles the buffer if the line fills it.
   */
  private void makeRoom() {
    if (from > 0) {
      System.arraycopy(buffer, from, buffer, 0, size - from);
      size -= from;
      from = 0;
    }
    if (size == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * size);
    }
  }

  /** Returns true if the line is longer than allowed; its bytes are not available. */
  public boolean isTooLong() {
    return tooLong;
  }

  /** Returns the array that contains the line; valid until the next line. */
  public byte[] buffer() {
    return buffer;
  }

  /** Returns where the line begins. */
  public int from() {
    return from;
  }

  /** Returns where the line ends, without its line feed. */
  public int to() {
    return to;
  }

  /** Returns the number of bytes of the input up to the end of this line. */
  public long offset() {
    return offset;
  }

  /** Returns the line as text. */
  public String text() {
    return new String(buffer, from, to - from, UTF_8);
  }
}
