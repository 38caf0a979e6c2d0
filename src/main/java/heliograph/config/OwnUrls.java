package heliograph.config;

import java.util.List;
import java.util.Optional;

/**
 * The addresses that are this relay. Where the operator names none, the one the client used counts
 * if it is this very machine: good for a laptop. On a network a client chooses what it calls us, so
 * believing it would let one relay's proofs and requests to vanish be used at another.
 */
public record OwnUrls(List<RelayUrl> urls) {
  public OwnUrls {
    urls = List.copyOf(urls);
  }

  /** True if {@code text} is one of them (NIP-62). */
  public boolean names(String text, Optional<RelayUrl> calledAs) {
    return RelayUrl.parse(text)
        .map(url ->
            urls.isEmpty() ? local(calledAs).filter(url::equals).isPresent() : urls.contains(url))
        .orElse(false);
  }

  private static Optional<RelayUrl> local(Optional<RelayUrl> calledAs) {
    return calledAs.filter(url ->
        url.host().equals("localhost")
            || url.host().equals("[::1]")
            || url.host().matches("127(\\.\\d{1,3}){3}"));
  }

  /** True if {@code text} has the host of one of them, which is what NIP-42 asks for. */
  public boolean sameHost(String text, Optional<RelayUrl> calledAs) {
    String host = RelayUrl.parse(text).map(RelayUrl::host).orElse("");
    if (urls.isEmpty()) {
      return local(calledAs).map(url -> url.host().equals(host)).orElse(false);
    }
    return urls.stream().anyMatch(url -> url.host().equals(host));
  }
}
