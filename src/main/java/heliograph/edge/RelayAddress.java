package heliograph.edge;

import jakarta.servlet.http.HttpServletRequest;

/**
 * The one address below the server's that is the relay: the context path of the application, with
 * and without a slash at its end. Clients write both, and some take the slash away.
 */
public final class RelayAddress {
  private RelayAddress() {}

  /** Returns true if a request is for the relay itself. */
  public static boolean isAsked(HttpServletRequest request) {
    return isRoot(request.getContextPath(), request.getRequestURI());
  }

  static boolean isRoot(String contextPath, String uri) {
    return uri.equals(contextPath + "/") || !contextPath.isEmpty() && uri.equals(contextPath);
  }

  /** Returns what a page at the address of a request writes before the paths of its links. */
  public static String linkPrefix(HttpServletRequest request) {
    return linkPrefix(request.getRequestURI());
  }

  /** A browser replaces what follows the last slash of a page's address by the link. */
  static String linkPrefix(String uri) {
    String last = uri.substring(uri.lastIndexOf('/') + 1);
    return last.isEmpty() ? "" : last + "/";
  }
}
