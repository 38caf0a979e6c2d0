package heliograph.policy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Reads the lines of a stream, each cut to a maximum length, so that none fills the memory.
 * Confined to its caller.
 */
final class BoundedLines {
  private final InputStream in;
  private final int bytesMax;
  private final byte[] buffer = new byte[8_192];
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private int at;
  private int size;

  BoundedLines(InputStream in, int bytesMax) {
    this.in = in;
    this.bytesMax = bytesMax;
  }

  /** Returns the next line without its line feed; empty at the end of the stream. */
  Optional<String> next() throws IOException {
    line.reset();
    boolean begun = false;
    while (fill()) {
      begun = true;
      int from = at;
      while (at < size && buffer[at] != '\n') {
        at++;
      }
      line.write(buffer, from, Math.min(at - from, bytesMax - line.size()));
      if (at < size) {
        at++;
        return Optional.of(line.toString(UTF_8));
      }
    }
    return begun ? Optional.of(line.toString(UTF_8)) : Optional.empty();
  }

  private boolean fill() throws IOException {
    if (at == size) {
      at = 0;
      size = Math.max(0, in.read(buffer));
    }
    return size > 0;
  }
}
