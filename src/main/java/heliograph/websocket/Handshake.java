package heliograph.websocket;

import heliograph.config.DeflateConfig;
import heliograph.connection.TurnedAway;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;

/** The opening handshake of RFC 6455 §4.2. */
final class Handshake {
  static final String EXTENSIONS = "Sec-WebSocket-Extensions";
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private Handshake() {}

  /** Returns true if a request asks to become a WebSocket. */
  static boolean isAsked(HttpServletRequest request) {
    return request.getMethod().equals("GET")
        && !request.getProtocol().startsWith("HTTP/2")
        && header(request, "Upgrade").toLowerCase(Locale.ROOT).equals("websocket")
        && header(request, "Connection").toLowerCase(Locale.ROOT).contains("upgrade");
  }

  /** Refuses a client, with the reason. */
  static void refuse(HttpServletResponse response, TurnedAway refusal) throws IOException {
    response.setStatus(refusal.status());
    response.setContentType("text/plain;charset=utf-8");
    response.setHeader("Connection", "close");
    if (refusal.mayPass()) {
      response.setHeader("Retry-After", "30");
    }
    response.getWriter().println(refusal.reason());
  }

  /** Answers with 101 and returns true, or with the fault and returns false. */
  static boolean accept(HttpServletRequest request, HttpServletResponse response) {
    String key = header(request, "Sec-WebSocket-Key");
    if (!header(request, "Sec-WebSocket-Version").equals("13")) {
      response.setHeader("Sec-WebSocket-Version", "13");
      response.setStatus(426);
      return false;
    }
    if (!isWellFormed(request) || !isNonce(key)) {
      response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
      return false;
    }
    response.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
    response.setHeader("Upgrade", "websocket");
    response.setHeader("Connection", "Upgrade");
    response.setHeader("Sec-WebSocket-Accept", answer(key));
    return true;
  }

  /**
   * Returns the terms of compression; empty if the client does not offer it, offers only terms that
   * the relay does not support, or the operator has switched it off.
   *
   * @throws IllegalArgumentException if the offers cannot be read
   */
  static Optional<DeflateTerms> deflate(HttpServletRequest request, DeflateConfig config) {
    return config.enabled()
        ? DeflateTerms.agree(
            ExtensionOffer.parse(Collections.list(request.getHeaders(EXTENSIONS))),
            config.contextTakeover())
        : Optional.empty();
  }

  /**
   * Returns true for HTTP/1.1, one key, and values without control characters (RFC 6455 §4.2.1 and
   * RFC 9110 §5.5).
   */
  private static boolean isWellFormed(HttpServletRequest request) {
    if (!request.getProtocol().equals("HTTP/1.1")
        || Collections.list(request.getHeaders("Sec-WebSocket-Key")).size() > 1) {
      return false;
    }
    for (String name : Collections.list(request.getHeaderNames())) {
      for (String value : Collections.list(request.getHeaders(name))) {
        if (value.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 0x7f)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isNonce(String key) {
    try {
      return Base64.getDecoder().decode(key).length == 16;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  static String answer(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  private static String header(HttpServletRequest request, String name) {
    return Optional.ofNullable(request.getHeader(name)).orElse("").strip();
  }
}
