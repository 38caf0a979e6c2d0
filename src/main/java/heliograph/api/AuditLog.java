package heliograph.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/**
 * Who changed what and when: a JSON object a line, only ever appended, on the disk before the
 * change is answered. Thread-safe.
 */
public final class AuditLog {
  private final Path file;

  public AuditLog(Path file) {
    this.file = file;
  }

  /**
   * Notes a call.
   *
   * @param error empty when it succeeded
   * @throws UncheckedIOException if it cannot be written
   */
  synchronized void note(
      Instant time, String admin, String method, JsonArray params, String error) {
    String line =
        Json.createObjectBuilder()
                .add("time", time.toString())
                .add("admin", admin)
                .add("method", method)
                .add("params", params)
                .add("error", error)
                .build()
            + "\n";
    try (FileChannel out =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(UTF_8));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(false);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the audit log " + file, e);
    }
  }
}
