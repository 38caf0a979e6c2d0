package heliograph.edge;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * Serves the requests that no other servlet answers: the few files that exist, and 404 for the
 * rest. The container's own servlet is not used, because it would log every address that clients
 * invent.
 */
@WebServlet(urlPatterns = "/", asyncSupported = true)
public final class FilesServlet extends HttpServlet {
  private static final long serialVersionUID = 1;

  /** The paths of files and their locations in the archive. */
  private static final Map<String, String> FILES =
      Map.of(
          "/assets/landing.css", "/assets/landing.css",
          "/assets/landing.js", "/assets/landing.js",
          "/assets/sun.svg", "/assets/sun.svg",
          "/favicon.ico", "/assets/sun.svg",
          "/robots.txt", "/assets/robots.txt");

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = request.getRequestURI().substring(request.getContextPath().length());
    String file = FILES.get(path);
    if (file == null) {
      Pages.send(request, response, path, HttpServletResponse.SC_NOT_FOUND);
      return;
    }
    switch (request.getMethod()) {
      case "GET", "HEAD" -> {
        byte[] bytes = bytes(file);
        response.setContentType(type(file));
        response.setHeader("Cache-Control", "max-age=3600");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
      }
      default -> {
        response.setHeader("Allow", "GET, HEAD");
        Pages.send(request, response, path, HttpServletResponse.SC_METHOD_NOT_ALLOWED);
      }
    }
  }

  private byte[] bytes(String file) throws IOException {
    try (InputStream in = getServletContext().getResourceAsStream(file)) {
      if (in == null) {
        throw new IOException(file + " is missing from the archive");
      }
      return in.readAllBytes();
    }
  }

  private static String type(String file) {
    return switch (file.substring(file.lastIndexOf('.'))) {
      case ".svg" -> "image/svg+xml";
      case ".js" -> "text/javascript;charset=UTF-8";
      case ".css" -> "text/css;charset=UTF-8";
      default -> "text/plain;charset=UTF-8";
    };
  }
}
