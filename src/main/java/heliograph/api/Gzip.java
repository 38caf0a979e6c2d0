package heliograph.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Compresses answers (RFC 1952) for clients that read gzip. An answer is compressed in its turn at
 * the question queue, at the fastest level: 3 ms for the longest page, charged to the address that
 * asked.
 */
final class Gzip {
  /** Shorter answers fit into one packet as they are. */
  static final int BYTES_MIN = 1_024;

  private Gzip() {}

  /** Compresses fast. */
  static byte[] fast(byte[] bytes) {
    return compress(bytes, Deflater.BEST_SPEED);
  }

  /** Compresses as far as it goes, for what is compressed once. */
  static byte[] best(byte[] bytes) {
    return compress(bytes, Deflater.BEST_COMPRESSION);
  }

  private static byte[] compress(byte[] bytes, int level) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 4);
    try (GZIPOutputStream gzip = new Leveled(out, level)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a stream to memory does not fail
    }
    return out.toByteArray();
  }

  private static final class Leveled extends GZIPOutputStream {
    Leveled(ByteArrayOutputStream out, int level) throws IOException {
      super(out);
      def.setLevel(level);
    }
  }
}
