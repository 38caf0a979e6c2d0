package heliograph.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Compresses answers (RFC 1952) for clients that read gzip. An answer is compressed on a thread of
 * the question queue, at the fastest level: 3 ms for the longest page, which count for the address
 * that asked.
 */
final class Gzip {
  /** The minimum size in bytes; shorter answers fit into one packet uncompressed. */
  static final int BYTES_MIN = 1_024;

  private Gzip() {}

  /** Compresses at the fastest level. */
  static byte[] fast(byte[] bytes) {
    return compress(bytes, Deflater.BEST_SPEED);
  }

  /** Compresses at the best level, for content that is compressed once. */
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
