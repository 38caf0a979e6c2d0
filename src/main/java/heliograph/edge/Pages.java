package heliograph.edge;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.Json;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Short pages that say why a request is refused: a problem document (RFC 9457) for programs, HTML
 * for browsers, plain text for everybody else. Their sentences are fixed: they contain nothing of
 * the request or of the server's internals.
 */
public final class Pages {
  private static final String PROBLEM = "application/problem+json";
  private static final String SECURITY_POLICY = "default-src 'none'; frame-ancestors 'none'";
  private static final Map<Integer, String> SENTENCES =
      Map.ofEntries(
          Map.entry(308, "This is served over TLS."),
          Map.entry(400, "This request cannot be read."),
          Map.entry(401, "This needs a proof of identity."),
          Map.entry(403, "This is not for everybody."),
          Map.entry(404, "There is nothing at this address."),
          Map.entry(405, "This method is not for this address."),
          Map.entry(408, "The request did not come in time."),
          Map.entry(413, "The request is too long."),
          Map.entry(415, "This type of content is not accepted here."),
          Map.entry(426, "This address needs another protocol."),
          Map.entry(500, "The relay could not answer this."),
          Map.entry(501, "This method is not known."),
          Map.entry(503, "The relay cannot answer this now."),
          Map.entry(505, "This version of HTTP is not supported."));
  private static final Map<Integer, String> TITLES =
      Map.ofEntries(
          Map.entry(308, "Permanent Redirect"),
          Map.entry(400, "Bad Request"),
          Map.entry(401, "Unauthorized"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "Not Found"),
          Map.entry(405, "Method Not Allowed"),
          Map.entry(408, "Request Timeout"),
          Map.entry(413, "Content Too Large"),
          Map.entry(415, "Unsupported Media Type"),
          Map.entry(426, "Upgrade Required"),
          Map.entry(500, "Internal Server Error"),
          Map.entry(501, "Not Implemented"),
          Map.entry(503, "Service Unavailable"),
          Map.entry(505, "HTTP Version Not Supported"));

  private Pages() {}

  /** Returns the fixed sentence for a status. */
  public static String sentence(int status) {
    return SENTENCES.getOrDefault(status, SENTENCES.getOrDefault(status < 500 ? 400 : 500, ""));
  }

  /**
   * Answers with a status and its page.
   *
   * @param path the requested path
   */
  public static void send(
      HttpServletRequest request, HttpServletResponse response, String path, int status)
      throws IOException {
    String accept =
        Optional.ofNullable(request.getHeader("Accept")).orElse("").toLowerCase(Locale.ROOT);
    boolean program = path.startsWith("/api/") || accept.contains("json");
    boolean browser = !program && accept.contains("text/html");
    response.setStatus(status);
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Cache-Control", "no-store");
    if (browser) {
      response.setHeader("Content-Security-Policy", SECURITY_POLICY);
    }
    byte[] page = text(program, browser, status).getBytes(UTF_8);
    response.setContentType(program ? PROBLEM : browser ? "text/html" : "text/plain");
    response.setCharacterEncoding("UTF-8");
    response.setContentLength(page.length);
    response.getOutputStream().write(page);
  }

  private static String text(boolean program, boolean browser, int status) {
    String title = TITLES.getOrDefault(status, status < 500 ? "Refused" : "Error");
    if (program) {
      return Json.createObjectBuilder()
          .add("type", "about:blank")
          .add("title", title)
          .add("status", status)
          .add("detail", sentence(status))
          .build()
          .toString();
    }
    return browser
        ? """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <title>%1$d %2$s</title>
        <h1>%2$s</h1>
        <p>%3$s</p>
        </html>
        """
            .formatted(status, title, sentence(status))
        : sentence(status) + "\n";
  }
}
