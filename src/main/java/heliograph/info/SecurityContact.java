package heliograph.info;

import heliograph.config.RelayIdentity;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Serves the address for reports of vulnerabilities (RFC 9116): the operator's contact, if it is a
 * mail address or a URI; otherwise there is no such file.
 */
@WebServlet(urlPatterns = "/.well-known/security.txt")
public final class SecurityContact extends HttpServlet {
  private static final long serialVersionUID = 1;

  /** The number of days until the file expires; RFC 9116 recommends less than a year. */
  private static final int DAYS = 180;

  @Inject private transient InformationSource source;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Optional<String> text = text(source.information().identity(), Instant.now());
    if (text.isEmpty()) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return;
    }
    TextAnswer.send(response, "text/plain", text.get());
  }

  static Optional<String> text(RelayIdentity identity, Instant now) {
    return contact(identity.contact())
        .map(contact -> {
          Instant end = now.truncatedTo(ChronoUnit.DAYS).plus(DAYS, ChronoUnit.DAYS);
          return "Contact: " + contact + "\nExpires: " + end + "\n";
        });
  }

  private static Optional<String> contact(String configured) {
    if (configured.matches("(mailto:|https://|tel:)[!-~]+")) {
      return Optional.of(configured);
    }
    return configured.matches("[!-?A-~]+@[!-?A-~]+")
        ? Optional.of("mailto:" + configured)
        : Optional.empty();
  }
}
