package heliograph.edge;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Collections;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks requests before anything else: a request must name its host once, use a method of HTTP,
 * and have a path in its plain spelling. Servers interpret other spellings in different ways, so a
 * rule for a path could be bypassed with {@code //}, {@code ;} or {@code /x/..}; such paths are
 * refused.
 */
final class RequestCheck {
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY");

  /** The Allow header of a 405 for a method that no path supports (RFC 9110 §15.5.6). */
  static final String ALLOWED = "GET, HEAD, POST, OPTIONS";

  private static final Pattern WEIGHT =
      Pattern.compile("[ \\t]*[qQ]=(?:[0-9]{1,3}(?:\\.[0-9]{0,9})?|\\.[0-9]{1,9})[ \\t]*");

  /**
   * Characters that need no escape in a path, and those that would change the meaning of a path.
   */
  private static final String NEVER_ESCAPED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/\\;%";

  /** What servers call the versions that are spoken; the shipped server offers HTTP/1.1 alone. */
  private static final Set<String> VERSIONS = Set.of("HTTP/1.0", "HTTP/1.1", "HTTP/2.0", "HTTP/2");

  private RequestCheck() {}

  /** Returns the status with which to refuse a request, or 0. */
  static int refusal(HttpServletRequest request) {
    if (!VERSIONS.contains(request.getProtocol())) {
      return 505;
    }
    if (!isAddressedOnce(request) || !hasReadableLanguages(request)) {
      return 400;
    }
    if (request.getMethod().equals("TRACE")) {
      return 405;
    }
    if (!METHODS.contains(request.getMethod())) {
      return 501;
    }
    return isPlain(request.getRequestURI()) ? 0 : 404;
  }

  /**
   * Returns true if there is one Host header (RFC 9112 §3.2), which HTTP/1.0 may leave out and
   * HTTP/2 may replace.
   */
  private static boolean isAddressedOnce(HttpServletRequest request) {
    int hosts = Collections.list(request.getHeaders("Host")).size();
    return hosts == 1 || hosts == 0 && !request.getProtocol().equals("HTTP/1.1");
  }

  /**
   * Returns false if the weight of a language is no number (RFC 9110 §12.5.4): Open Liberty writes
   * a fault file of its own whenever it reads such a header.
   */
  private static boolean hasReadableLanguages(HttpServletRequest request) {
    for (String languages : Collections.list(request.getHeaders("Accept-Language"))) {
      for (String language : languages.split(",", -1)) {
        int parameters = language.indexOf(';');
        if (parameters >= 0 && !WEIGHT.matcher(language.substring(parameters + 1)).matches()) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Returns true for a path without empty, dotted or parameterised segments, in printable ASCII and
   * escaped UTF-8.
   */
  static boolean isPlain(String path) {
    if (!path.startsWith("/")) {
      return false;
    }
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c <= ' ' || c > '~' || c == ';' || c == '\\' || c == '%' && !isPlainEscape(path, i)) {
        return false;
      }
      if (c == '/' && i > 0 && endsDotted(path, i) || c == '/' && path.startsWith("//", i)) {
        return false;
      }
    }
    return !endsDotted(path, path.length()) && isUtf8(path);
  }

  /** Returns true if the escapes of a path, each of which is well-formed, are UTF-8. */
  private static boolean isUtf8(String path) {
    if (path.indexOf('%') < 0) {
      return true;
    }
    ByteBuffer bytes = ByteBuffer.allocate(path.length());
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '%') {
        bytes.put((byte) Integer.parseInt(path, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.put((byte) c);
      }
    }
    try {
      UTF_8.newDecoder().decode(bytes.flip());
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** Returns true if the segment that ends before {@code end} is {@code .} or {@code ..}. */
  private static boolean endsDotted(String path, int end) {
    String segment = path.substring(path.lastIndexOf('/', end - 1) + 1, end);
    return segment.equals(".") || segment.equals("..");
  }

  /**
   * Returns whether an escape is of a character that needs one and that is not a control character
   * or separator.
   */
  private static boolean isPlainEscape(String path, int at) {
    if (at + 2 >= path.length()) {
      return false;
    }
    int high = Character.digit(path.charAt(at + 1), 16);
    int low = Character.digit(path.charAt(at + 2), 16);
    int value = high * 16 + low;
    return high >= 0
        && low >= 0
        && value >= ' '
        && value != 0x7f
        && NEVER_ESCAPED.indexOf(value) < 0;
  }
}
