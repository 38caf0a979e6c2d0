package heliograph.runtime;

import heliograph.config.LogFormat;
import jakarta.json.Json;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;

/**
 * Prints lines for the person who starts the relay. A server that the launcher has started for this
 * relay alone prints them without its log's prefix; if the format of the log is JSON, each is an
 * object on one line. On any other server they are written to its log. Stateless.
 */
final class Console {
  private Console() {}

  /** Returns true in a server that the launcher has started for this relay alone. */
  static boolean isLaunched() {
    return "true".equals(System.getenv("HELIOGRAPH_EXIT_ON_FAILURE"));
  }

  /** Prints a message. */
  static void say(String line) {
    if (isLaunched()) {
      write(FileDescriptor.out, "INFO", line);
    } else {
      System.out.println(line);
    }
  }

  /** Prints why the relay does not start. */
  static void complain(String line) {
    if (isLaunched()) {
      write(FileDescriptor.err, "SEVERE", line);
    } else {
      System.err.println(line);
    }
  }

  /** Writes a line to a standard stream of the process, which stays open. */
  private static void write(FileDescriptor to, String level, String line) {
    try {
      OutputStream out = new FileOutputStream(to);
      out.write((text(level, line) + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      System.err.println(line);
    }
  }

  /**
   * Returns a line in the format that the launcher has set for the server, because the settings may
   * be faulty.
   */
  private static String text(String level, String line) {
    String format = System.getenv().getOrDefault("HELIOGRAPH_LOG_FORMAT", "");
    return format.toUpperCase(Locale.ROOT).equals(LogFormat.JSON.name())
        ? json(level, line, Instant.now())
        : line;
  }

  static String json(String level, String line, Instant now) {
    return Json.createObjectBuilder()
        .add("type", "liberty_message")
        .add("datetime", now.toString())
        .add("loglevel", level)
        .add("module", "heliograph")
        .add("message", line)
        .build()
        .toString();
  }
}
