package heliograph.info;

import heliograph.config.RelayIdentity;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The page a browser gets at the relay's address. Every value is escaped. Immutable. */
public final class LandingPage {
  /** The page loads its own script, style and pictures, and nothing else. */
  static final String SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final String NOT_TOLD = "–";

  private final String template;
  private final String version;

  /** Creates the page from a template, whose {@code {{names}}} are replaced by values. */
  public LandingPage(String template, String version) {
    this.template = template;
    this.version = version;
  }

  String html(
      String address,
      String linkPrefix,
      RelayInformation information,
      Optional<LiveCounts> counts) {
    RelayIdentity identity = information.identity();
    String nips =
        information.supportedNips().stream()
            .map(nip -> "<li>NIP-%02d</li>".formatted(nip))
            .collect(Collectors.joining());
    Map<String, String> values =
        Map.of(
            "name", escape(identity.name()),
            "description", escape(identity.description()),
            "address", escape(address),
            "root", escape(linkPrefix),
            "contact", contact(identity),
            "nips", nips,
            "events", counts.map(LiveCounts::eventsText).orElse(NOT_TOLD),
            "connections", counts.map(now -> Long.toString(now.connections())).orElse(NOT_TOLD),
            "subscriptions", counts.map(now -> Long.toString(now.subscriptions())).orElse(NOT_TOLD),
            "version", escape(version));
    StringBuilder html = new StringBuilder(template.length() + 1_024);
    int at = 0;
    for (int open = template.indexOf("{{"); open >= 0; open = template.indexOf("{{", at)) {
      int close = template.indexOf("}}", open);
      String name = template.substring(open + 2, close);
      html.append(template, at, open).append(Optional.ofNullable(values.get(name)).orElseThrow());
      at = close + 2;
    }
    return html.append(template, at, template.length()).toString();
  }

  private static String contact(RelayIdentity identity) {
    return identity.contact().isEmpty()
        ? ""
        : "<p class=\"contact\">Operator: " + escape(identity.contact()) + "</p>";
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
