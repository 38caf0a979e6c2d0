package heliograph.edge;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Set;

/**
 * Which requests are looked at: those that say once whom they mean, by a method of HTTP, at an
 * address in its plain spelling. Servers read other spellings in different ways, so that a rule for
 * a path could be got around by {@code //}, {@code ;} or {@code /x/..}; here they mean nothing.
 */
final class RequestCheck {
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY");

  /** What a 405 for a method that is nowhere answered says (RFC 9110 §15.5.6). */
  static final String ALLOWED = "GET, HEAD, POST, OPTIONS";

  /** What may stand in a path as it is, and what would change how a path is read. */
  private static final String NEVER_ESCAPED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/\\;%";

  private RequestCheck() {}

  /** The status with which to refuse a request, or 0. */
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

  /** RFC 9112 §3.2: one Host, which HTTP/1.0 may leave out. */
  private static boolean isAddressedOnce(HttpServletRequest request) {
    int hosts = Collections.list(request.getHeaders("Host")).size();
    return hosts == 1 || hosts == 0 && request.getProtocol().equals("HTTP/1.0");
  }

  /** True for a path without empty, dotted or parameterised segments, in printable ASCII. */
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

  /** True if the segment that ends before {@code end} is {@code .} or {@code ..}. */
  private static boolean endsDotted(String path, int end) {
    String segment = path.substring(path.lastIndexOf('/', end - 1) + 1, end);
    return segment.equals(".") || segment.equals("..");
  }

  /** An escape of what must be escaped, and is no control character and parts no segments. */
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
