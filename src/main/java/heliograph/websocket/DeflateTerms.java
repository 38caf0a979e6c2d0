package heliograph.websocket;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What relay and client have agreed on for permessage-deflate (RFC 7692 §7.1).
 *
 * <pre>
 * offered parameter            the relay
 * server_no_context_takeover   agrees, and says so unasked unless it keeps contexts
 * client_no_context_takeover   likewise, so that it need not keep an inflater for the client
 * server_max_window_bits=15    agrees; smaller: declines, java.util.zip has the one window
 * client_max_window_bits[=n]   reads over it: it inflates whatever window the client uses
 * any other, twice, or with another value: the offer is declined and the next one looked at
 * </pre>
 *
 * @param relayKeepsContext what the relay sends may refer to its earlier messages
 * @param clientKeepsContext what the client sends may refer to its earlier messages
 * @param windowNamed the client named the relay's window and is answered with it
 */
record DeflateTerms(boolean relayKeepsContext, boolean clientKeepsContext, boolean windowNamed) {
  static final String NAME = "permessage-deflate";
  private static final Set<String> WINDOWS = Set.of("8", "9", "10", "11", "12", "13", "14", "15");

  /** The terms of the first offer that the relay can agree to. */
  static Optional<DeflateTerms> agree(List<ExtensionOffer> offers, boolean contextTakeover) {
    return offers.stream()
        .filter(offer -> offer.name().equals(NAME))
        .flatMap(offer -> accept(offer, contextTakeover).stream())
        .findFirst();
  }

  private static Optional<DeflateTerms> accept(ExtensionOffer offer, boolean contextTakeover) {
    Set<String> named = new HashSet<>();
    for (ExtensionOffer.Parameter parameter : offer.parameters()) {
      String value = parameter.value();
      boolean good =
          switch (parameter.name()) {
            case "server_no_context_takeover", "client_no_context_takeover" -> value.isEmpty();
            case "server_max_window_bits" -> value.equals("15");
            case "client_max_window_bits" -> value.isEmpty() || WINDOWS.contains(value);
            default -> false;
          };
      if (!good || !named.add(parameter.name())) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new DeflateTerms(
            contextTakeover && !named.contains("server_no_context_takeover"),
            contextTakeover && !named.contains("client_no_context_takeover"),
            named.contains("server_max_window_bits")));
  }

  /** The extension as the handshake's answer names it. */
  String answer() {
    return NAME
        + (relayKeepsContext ? "" : "; server_no_context_takeover")
        + (clientKeepsContext ? "" : "; client_no_context_takeover")
        + (windowNamed ? "; server_max_window_bits=15" : "");
  }
}
