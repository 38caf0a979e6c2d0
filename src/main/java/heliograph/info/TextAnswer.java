package heliograph.info;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Sends a text as the whole answer to an HTTP request. */
final class TextAnswer {
  private TextAnswer() {}

  static void send(HttpServletResponse response, String type, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    response.setContentType(type);
    response.setCharacterEncoding("UTF-8");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }
}
