package heliograph.edge;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Set;

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

  /**
   * Characters that need no escape in a path, and those that would change the meaning of a path.
   */
  private static final String NEVER_ESCAPED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/\\;%";

  private RequestCheck() {}

  /** Returns the status with which to refuse a request, or 0. */
  static int refusal(HttpServletRequest request) {
    if (!request.getProtocol().equals("HTTP/1.1") && !request.getProtocol().equals("HTTP/1.0")) {
      return 505;
    }
    if (!isAddressedOnce(request)) {
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

  /** Returns true if there is one Host header, which HTTP/1.0 may leave out (RFC 9112 §3.2). */
  private static boolean isAddressedOnce(HttpServletRequest request) {
    int hosts = Collections.list(request.getHeaders("Host")).size();
    return hosts == 1 || hosts == 0 && request.getProtocol().equals("HTTP/1.0");
  }

  /**
   * Returns true for a path without empty, dotted or parameterised segments, in printable ASCII.
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
    return !endsDotted(path, path.length());
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
