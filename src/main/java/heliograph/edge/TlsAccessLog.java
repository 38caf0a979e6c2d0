package heliograph.edge;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.logging.FileHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * Logs each request over TLS in {@code https_access.0.log}, because the server's own log shows them
 * as requests of this machine. The format is that of the server's log, without bytes. Five files of
 * 20 MB are kept. Thread-safe.
 */
final class TlsAccessLog implements AutoCloseable {
  private static final int FILE_BYTES = 20 << 20;
  private static final int FILES = 5;
  private static final long MICROS = 1_000;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("'['dd/MMM/yyyy:HH:mm:ss Z']'", Locale.ROOT);

  private final FileHandler file;

  TlsAccessLog(Path folder) throws IOException {
    Files.createDirectories(folder);
    file =
        new FileHandler(folder.resolve("https_access.%g.log").toString(), FILE_BYTES, FILES, true);
    file.setFormatter(new Line());
  }

  private static final class Line extends Formatter {
    @Override
    public String format(LogRecord record) {
      return record.getMessage() + "\n";
    }
  }

  /** Logs a request now, or when its answer is complete. */
  void note(HttpServletRequest request, HttpServletResponse response, long began) {
    String start =
        "%s - %s \"%s %s%s %s\" "
            .formatted(
                request.getRemoteAddr(),
                ZonedDateTime.now(ZoneId.systemDefault()).format(TIME),
                printable(request.getMethod()),
                printable(request.getRequestURI()),
                printable(
                    Optional.ofNullable(request.getQueryString()).map(q -> "?" + q).orElse("")),
                printable(request.getProtocol()));
    if (request.isAsyncStarted()) {
      request.getAsyncContext().addListener(new Answered(start, response, began));
    } else {
      write(start, response, began);
    }
  }

  private static String printable(String text) {
    return text.replaceAll("[^!-~]|[\"\\\\]", "?");
  }

  private void write(String start, HttpServletResponse response, long began) {
    long micros = (System.nanoTime() - began) / MICROS;
    file.publish(new LogRecord(Level.INFO, start + response.getStatus() + " - " + micros));
  }

  private final class Answered implements AsyncListener {
    private final String start;
    private final HttpServletResponse response;
    private final long began;

    private Answered(String start, HttpServletResponse response, long began) {
      this.start = start;
      this.response = response;
      this.began = began;
    }

    @Override
    public void onComplete(AsyncEvent event) {
      write(start, response, began);
    }

    @Override
    public void onTimeout(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {}
  }

  @Override
  public void close() {
    file.close();
  }
}
