package heliograph.config;

import java.util.List;
import java.util.Optional;

/**
 * The addresses of this relay. If the operator names none, the one that the client used is accepted
 * as {@link HostTrust} allows, which suits a laptop or a home network.
 */
public record OwnUrls(List<Named> named) {
  /**
   * An address as the operator wrote it.
   *
   * @param isSecure whether it is reached over TLS
   */
  public record Named(RelayUrl url, boolean isSecure) {
    /** Reads {@code wss://…} or {@code ws://…}; empty if it is not a relay address. */
    public static Optional<Named> parse(String text) {
      return RelayUrl.parse(text).map(url -> new Named(url, OwnUrls.isSecure(text)));
    }
  }

  public OwnUrls {
    named = List.copyOf(named);
  }

  /** Returns true if an address is one of TLS. */
  public static boolean isSecure(String url) {
    return url.strip().matches("(?i)(wss|https):.*");
  }

  /** Returns true if the operator names none. */
  public boolean isEmpty() {
    return named.isEmpty();
  }

  /** Returns the addresses without their schemes. */
  public List<RelayUrl> urls() {
    return named.stream().map(Named::url).toList();
  }

  /** Returns true if {@code text} is one of them (NIP-62). */
  public boolean names(String text, Optional<RelayUrl> requestedAuthority) {
    return RelayUrl.parse(text)
        .map(url ->
            named.isEmpty()
                ? requestedAuthority.filter(url::equals).isPresent()
                : urls().contains(url))
        .orElse(false);
  }

  /** Returns true if {@code text} has the host of one of them, as NIP-42 requires. */
  public boolean sameHost(String text, Optional<RelayUrl> requestedAuthority) {
    String host = RelayUrl.parse(text).map(RelayUrl::host).orElse("");
    if (named.isEmpty()) {
      return requestedAuthority.map(url -> url.host().equals(host)).orElse(false);
    }
    return named.stream().anyMatch(own -> own.url().host().equals(host));
  }
}
