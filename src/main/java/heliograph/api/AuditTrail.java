package heliograph.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The actions and attempts of administrators, by any way: numbered lines with a JSON object each,
 * on the disk before the method returns. A change is written before it is made, and its result
 * afterwards: a line with {@code begun} without a line for its end is a change that may or may not
 * have been made when the relay was killed.
 *
 * <p>The file is rotated when it has {@link #FILE_BYTES_MAX} bytes, and the oldest of {@link
 * #FILES_MAX} is deleted then. Thread-safe.
 */
public final class AuditTrail {
  static final long FILE_BYTES_MAX = 20 << 20;
  static final int FILES_MAX = 10;

  /**
   * An entry of the trail.
   *
   * @param actor the key in hex, the name of the user with the password, or the part of the relay
   * @param role the role of an administrator; empty for others
   * @param address the address of the client; empty if there is none
   * @param action a method of NIP-86, or a verb and a path
   * @param detail the parameters, without secrets
   * @param proof the id of the NIP-98 event of the request; empty if there is none
   */
  public record Entry(
      String actor, String role, String address, String action, JsonValue detail, String proof) {}

  private final Path file;
  private final Clock clock;
  private final long bytesMax;

  @GuardedBy("this")
  private long next;

  /**
   * Opens the trail, which continues at the end of the file.
   *
   * @throws UncheckedIOException if it cannot be read
   */
  public AuditTrail(Path file, Clock clock) {
    this(file, clock, FILE_BYTES_MAX);
  }

  AuditTrail(Path file, Clock clock, long bytesMax) {
    this.file = file;
    this.clock = clock;
    this.bytesMax = bytesMax;
    long last = 0;
    for (int i = 0; i < FILES_MAX && last == 0; i++) {
      long[] found = {0};
      read(aside(i), line -> found[0] = Math.max(found[0], number(line)));
      last = found[0];
    }
    next = last + 1;
  }

  /**
   * Writes that an action is about to be done.
   *
   * @return its number
   * @throws UncheckedIOException if it cannot be written; the action must not be done then
   */
  public long begin(Entry entry) {
    return write(entry, "begun", 0, "");
  }

  /**
   * Writes the result of an action.
   *
   * @param of the number of its beginning
   * @param error why it was not done; empty if it was
   * @throws UncheckedIOException if it cannot be written; its beginning stays in the trail
   */
  public void end(long of, Entry entry, String error) {
    write(entry, error.isEmpty() ? "done" : "failed", of, error);
  }

  /** Writes an entry for something that has already happened, or that changes nothing. */
  public void note(Entry entry, String error) {
    write(entry, error.isEmpty() ? "done" : "failed", 0, error);
  }

  private synchronized long write(Entry entry, String outcome, long of, String error) {
    long number = next;
    JsonObjectBuilder line =
        Json.createObjectBuilder()
            .add("number", number)
            .add("time", clock.instant().toString())
            .add("actor", entry.actor)
            .add("role", entry.role)
            .add("address", entry.address)
            .add("action", entry.action)
            .add("detail", entry.detail)
            .add("proof", entry.proof)
            .add("outcome", outcome)
            .add("error", error);
    if (of > 0) {
      line.add("of", of);
    }
    try {
      append(ByteBuffer.wrap((line.build() + "\n").getBytes(UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the audit trail " + file, e);
    }
    next++;
    return number;
  }

  private void append(ByteBuffer line) throws IOException {
    if (Files.exists(file) && Files.size(file) + line.remaining() > bytesMax) {
      for (int i = FILES_MAX - 1; i > 0; i--) {
        if (Files.exists(aside(i - 1))) {
          Files.move(aside(i - 1), aside(i), StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
    try (FileChannel out =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long end = out.size();
      ByteBuffer last = ByteBuffer.allocate(1);
      boolean cutOff = end > 0 && out.read(last, end - 1) == 1 && last.get(0) != '\n';
      out.position(end);
      if (cutOff) {
        out.write(ByteBuffer.wrap(new byte[] {'\n'}));
      }
      while (line.hasRemaining()) {
        out.write(line);
      }
      out.force(false);
    }
  }

  /** Returns the file that was rotated {@code times} times; the current file for 0. */
  private Path aside(int times) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return times == 0
        ? file
        : file.resolveSibling(name.substring(0, dot) + '-' + times + name.substring(dot));
  }

  /** Returns the newest lines with a lower number, the newest first. */
  List<JsonObject> before(long number, int limit) {
    List<JsonObject> page = new ArrayList<>();
    for (int i = 0; i < FILES_MAX && page.size() < limit; i++) {
      int room = limit - page.size();
      Deque<JsonObject> found = new ArrayDeque<>();
      read(
          aside(i),
          line -> {
            if (number(line) < number) {
              found.addFirst(line);
              if (found.size() > room) {
                found.removeLast();
              }
            }
          });
      page.addAll(found);
    }
    return page;
  }

  /**
   * Returns the ids of the proofs (NIP-98) of actions begun at {@code since} or later, a time in
   * ISO 8601.
   */
  public List<String> proofsSince(String since) {
    List<String> proofs = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      read(
          aside(i),
          line -> {
            String proof = line.getString("proof", "");
            if (!proof.isEmpty() && line.getString("time", "").compareTo(since) >= 0) {
              proofs.add(proof);
            }
          });
    }
    return proofs;
  }

  private static long number(JsonObject line) {
    return line.containsKey("number") ? line.getJsonNumber("number").longValue() : 0;
  }

  private static void read(Path from, Consumer<JsonObject> sink) {
    if (!Files.exists(from)) {
      return;
    }
    try (BufferedReader lines = Files.newBufferedReader(from)) {
      String line;
      while ((line = lines.readLine()) != null) {
        object(line).ifPresent(sink);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the audit trail " + from, e);
    }
  }

  /** Parses a line; returns empty for one that a crash cut off. */
  private static Optional<JsonObject> object(String line) {
    try (JsonReader reader = Json.createReader(new StringReader(line))) {
      return Optional.of(reader.readObject());
    } catch (JsonException e) {
      return Optional.empty();
    }
  }
}
