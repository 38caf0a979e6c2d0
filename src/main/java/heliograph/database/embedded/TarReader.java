package heliograph.database.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Objects;
import java.util.Set;

/**
 * Unpacks a tar archive of files, folders and symbolic links with short names, as for PostgreSQL's
 * programs.
 *
 * <pre>
 * header, 512 bytes   0 name (100)   100 mode (8)   124 size (12, octal)   156 type   157 link (100)
 * content             padded to 512 bytes
 * </pre>
 */
final class TarReader {
  private static final int BLOCK = 512;

  private final InputStream in;
  private final Path target;
  private final byte[] header = new byte[BLOCK];

  TarReader(InputStream in, Path target) {
    this.in = in;
    this.target = target.toAbsolutePath().normalize();
  }

  /** Unpacks everything. */
  void unpack() throws IOException {
    while (in.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
      Path path = inside(text(0, 100));
      long size = Long.parseLong(text(124, 12).strip(), 8);
      Files.createDirectories(Objects.requireNonNull(path.getParent()));
      switch (header[156]) {
        case '0', 0 -> file(path, size);
        case '2' -> Files.createSymbolicLink(path, Path.of(text(157, 100)));
        case '5' -> Files.createDirectories(path);
        default -> throw new IOException("unknown type of entry in the archive: " + path);
      }
    }
  }

  private Path inside(String name) throws IOException {
    Path path = target.resolve(name).normalize();
    if (!path.startsWith(target)) {
      throw new IOException("the archive reaches out of its folder: " + name);
    }
    return path;
  }

  private void file(Path path, long size) throws IOException {
    boolean executable = (Integer.parseInt(text(100, 8).strip(), 8) & 0100) != 0;
    byte[] content = in.readNBytes(Math.toIntExact(size));
    if (content.length < size) {
      throw new EOFException("the archive ends within " + path);
    }
    in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
    Files.write(path, content);
    if (executable
        && Files.getFileStore(path).supportsFileAttributeView("posix")
        && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
      permissions.add(PosixFilePermission.OWNER_EXECUTE);
      permissions.add(PosixFilePermission.GROUP_EXECUTE);
      permissions.add(PosixFilePermission.OTHERS_EXECUTE);
      Files.setPosixFilePermissions(path, permissions);
    }
  }

  private String text(int offset, int length) {
    int end = offset;
    while (end < offset + length && header[end] != 0) {
      end++;
    }
    return new String(header, offset, end - offset, UTF_8);
  }
}
