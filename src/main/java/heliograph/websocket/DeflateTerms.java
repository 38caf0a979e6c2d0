package heliograph.websocket;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The terms of permessage-deflate that relay and client have agreed on (RFC 7692 §7.1).
 *
 * <pre>
 * offered parameter            the relay
 * server_no_context_takeover   agrees; also states it by itself unless it keeps contexts
 * client_no_context_takeover   does the same, so that it need not keep an inflater
 * server_max_window_bits=15    agrees; smaller: declines, java.util.zip has one window only
 * client_max_window_bits[=n]   ignores it, because it inflates any window
 * any other, twice, or with another value: the offer is declined and the next one is tried
 * </pre>
 *
 * @param relayKeepsContext whether messages of the relay may refer to its earlier ones
 * @param clientKeepsContext whether messages of the client may refer to its earlier ones
 * @param windowNamed whether the client named the relay's window, which the answer then repeats
 */
record DeflateTerms(boolean relayKeepsContext, boolean clientKeepsContext, boolean windowNamed) {
  static final String NAME = "permessage-deflate";
  private static final Set<String> WINDOWS = Set.of("8", "9", "10", "11", "12", "13", "14", "15");

  /** Returns the terms of the first offer that the relay can agree to. */
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

  /** Returns the extension in the form of the handshake's answer. */
  String answer() {
    return NAME
        + (relayKeepsContext ? "" : "; server_no_context_takeover")
        + (clientKeepsContext ? "" : "; client_no_context_takeover")
        + (windowNamed ? "; server_max_window_bits=15" : "");
  }
}
