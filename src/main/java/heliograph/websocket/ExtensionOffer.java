package heliograph.websocket;

import java.util.ArrayList;
import java.util.List;

/**
 * An extension that a client offers in {@code Sec-WebSocket-Extensions} (RFC 6455 §9.1).
 *
 * <pre>
 * list      = extension *( "," extension )
 * extension = token *( ";" token [ "=" ( token | quoted-string ) ] )
 * </pre>
 *
 * <p>White space is allowed between these; a quoted value must be a token within its quotes. List
 * elements may be empty, as in HTTP.
 */
record ExtensionOffer(String name, List<Parameter> parameters) {
  ExtensionOffer {
    parameters = List.copyOf(parameters);
  }

  /**
   * A parameter of an offer.
   *
   * @param value the value; empty if there is none, since a token is never empty
   */
  record Parameter(String name, String value) {}

  /**
   * Returns all offers of a header's lines, the preferred one first.
   *
   * @throws IllegalArgumentException if a line breaks the grammar, which fails the handshake
   */
  static List<ExtensionOffer> parse(Iterable<String> lines) {
    List<ExtensionOffer> offers = new ArrayList<>();
    for (String line : lines) {
      new Scan(line).readInto(offers);
    }
    return offers;
  }

  /** Walks over one line of the header. */
  private static final class Scan {
    private static final String SEPARATORS = "()<>@,;:\\\"/[]?={} \t";

    private final String text;
    private int at;

    Scan(String text) {
      this.text = text;
    }

    void readInto(List<ExtensionOffer> offers) {
      do {
        skipBlanks();
        if (at < text.length() && text.charAt(at) != ',') {
          offers.add(offer());
        }
      } while (take(','));
      if (at < text.length()) {
        throw broken();
      }
    }

    private ExtensionOffer offer() {
      String name = token();
      List<Parameter> parameters = new ArrayList<>();
      while (take(';')) {
        String parameter = token();
        parameters.add(new Parameter(parameter, take('=') ? value() : ""));
      }
      return new ExtensionOffer(name, parameters);
    }

    private String value() {
      skipBlanks();
      return at < text.length() && text.charAt(at) == '"' ? quoted() : token();
    }

    private String token() {
      skipBlanks();
      int from = at;
      while (at < text.length() && isTokenPart(text.charAt(at))) {
        at++;
      }
      if (at == from) {
        throw broken();
      }
      return text.substring(from, at);
    }

    private String quoted() {
      StringBuilder value = new StringBuilder();
      for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
        if (text.charAt(at) == '\\') {
          at++;
        }
        if (at == text.length() || !isTokenPart(text.charAt(at))) {
          throw broken();
        }
        value.append(text.charAt(at));
      }
      if (at == text.length() || value.isEmpty()) {
        throw broken();
      }
      at++;
      return value.toString();
    }

    private boolean take(char c) {
      skipBlanks();
      boolean there = at < text.length() && text.charAt(at) == c;
      at += there ? 1 : 0;
      return there;
    }

    private void skipBlanks() {
      while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
        at++;
      }
    }

    private static boolean isTokenPart(char c) {
      return c > ' ' && c < 0x7f && SEPARATORS.indexOf(c) < 0;
    }

    private IllegalArgumentException broken() {
      return new IllegalArgumentException("no list of extensions, at character " + at);
    }
  }
}
