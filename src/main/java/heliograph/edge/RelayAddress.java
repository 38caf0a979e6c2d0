package heliograph.edge;

import jakarta.servlet.http.HttpServletRequest;

/**
 * The address of the relay on the server: the context path of the application, with or without a
 * slash at its end. Clients write both, and some remove the slash.
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

  /** Returns the prefix for the links of a page at the address of a request. */
  public static String linkPrefix(HttpServletRequest request) {
    return linkPrefix(request.getRequestURI());
  }

  /**
   * Returns the prefix of links for an address: a browser replaces the part after the last slash of
   * a page's address by the link.
   */
  static String linkPrefix(String uri) {
    String last = uri.substring(uri.lastIndexOf('/') + 1);
    return last.isEmpty() ? "" : last + "/";
  }
}
