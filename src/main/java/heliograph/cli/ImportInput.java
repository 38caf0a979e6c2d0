package heliograph.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The bytes of a file of events: a byte order mark is skipped, and gzip and xz are decompressed.
 * For other formats, the message names the format and what to type instead.
 */
final class ImportInput {
  private static final int XZ_MEMORY_KIB_MAX = 65_536;

  /**
   * An opened input.
   *
   * @param decompressed whether it was decompressed, so that its length is not that of the file
   */
  record Opened(InputStream in, boolean decompressed) {}

  private ImportInput() {}

  /**
   * Opens an input according to its first bytes.
   *
   * @param name the name of the file, for what to type
   * @param command the command to type after the pipe
   * @throws IllegalArgumentException if it is compressed or encoded in another way
   */
  static Opened open(InputStream raw, String name, String command) throws IOException {
    BufferedInputStream in = new BufferedInputStream(raw, 1 << 16);
    if (starts(in, "1f8b")) {
      return new Opened(withoutMark(new GZIPInputStream(in, 1 << 16), name, command), true);
    }
    if (starts(in, "fd377a585a00")) {
      return new Opened(withoutMark(new XZInputStream(in, XZ_MEMORY_KIB_MAX), name, command), true);
    }
    if (starts(in, "28b52ffd")) {
      throw unread(name, "is compressed by zstd", "zstd -dc", command);
    }
    if (starts(in, "425a68")) {
      throw unread(name, "is compressed by bzip2", "bzip2 -dc", command);
    }
    if (starts(in, "504b0304")) {
      throw unread(name, "is a ZIP archive", "unzip -p", command);
    }
    return new Opened(withoutMark(in, name, command), false);
  }

  private static InputStream withoutMark(InputStream raw, String name, String command)
      throws IOException {
    BufferedInputStream in =
        raw instanceof BufferedInputStream buffered ? buffered : new BufferedInputStream(raw);
    if (starts(in, "fffe") || starts(in, "feff") || starts(in, "7b00") || starts(in, "007b")) {
      throw unread(name, "is written in UTF-16, not UTF-8", "iconv -f UTF-16 -t UTF-8", command);
    }
    if (starts(in, "efbbbf")) {
      in.skipNBytes(3);
    }
    return in;
  }

  private static boolean starts(BufferedInputStream in, String hex) throws IOException {
    byte[] wanted = HexFormat.of().parseHex(hex);
    in.mark(wanted.length);
    byte[] first = in.readNBytes(wanted.length);
    in.reset();
    return Arrays.equals(first, wanted);
  }

  private static IllegalArgumentException unread(
      String name, String what, String reader, String command) {
    String file = name.equals("-") ? "FILE" : name;
    return new IllegalArgumentException(
        "%s %s; type: %s %s | ./heliograph %s"
            .formatted(name.equals("-") ? "the input" : name, what, reader, file, command));
  }
}
