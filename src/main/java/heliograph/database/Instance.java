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
 * The identity of this relay among those that share a database: an id and a salt, created at the
 * first start and kept beside the store they belong to.
 *
 * @param relayId the id in the relay's cursors and rows in the database
 * @param salt the salt of addresses, a secret
 */
public record Instance(UUID relayId, String salt) {

  /** Reads or creates the instance of the relay whose files are in {@code directory}. */
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
