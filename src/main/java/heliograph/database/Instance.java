package heliograph.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.event.Hex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.UUID;

/**
 * Which relay this is among those that share a database: a name and a salt, made at the first start
 * and kept beside the store they belong to.
 *
 * @param id names its cursor and its rows
 * @param salt for addresses; secret
 */
public record Instance(UUID id, String salt) {

  /** Of the relay whose files are in {@code directory}. */
  public static Instance in(Path directory) {
    try {
      Files.createDirectories(directory);
      byte[] random = new byte[16];
      new SecureRandom().nextBytes(random);
      return new Instance(
          UUID.fromString(kept(directory.resolve("instance"), UUID.randomUUID().toString())),
          kept(directory.resolve("salt"), Hex.encode(random)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read or make the files in " + directory, e);
    }
  }

  private static String kept(Path file, String fresh) throws IOException {
    if (!Files.exists(file)) {
      Path temporary = file.resolveSibling(file.getFileName() + ".new");
      Files.writeString(temporary, fresh + "\n", UTF_8);
      Files.move(temporary, file);
    }
    return Files.readString(file, UTF_8).strip();
  }
}
