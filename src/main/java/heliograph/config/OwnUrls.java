package heliograph.config;

import java.util.List;
import java.util.Optional;

/**
 * The addresses that are this relay. Where the operator names none, the one the client used counts:
 * good enough on a laptop, but on the open network a client chooses that itself.
 */
public record OwnUrls(List<RelayUrl> urls) {
  public OwnUrls {
    urls = List.copyOf(urls);
  }

  /** True if {@code text} is one of them (NIP-62). */
  public boolean names(String text, Optional<RelayUrl> calledAs) {
    return RelayUrl.parse(text)
        .map(url -> urls.isEmpty() ? calledAs.filter(url::equals).isPresent() : urls.contains(url))
        .orElse(false);
  }

  /** True if {@code text} has the host of one of them, which is what NIP-42 asks for. */
  public boolean sameHost(String text, Optional<RelayUrl> calledAs) {
    String host = RelayUrl.parse(text).map(RelayUrl::host).orElse("");
    if (urls.isEmpty()) {
      return calledAs.map(url -> url.host().equals(host)).orElse(false);
    }
    return urls.stream().anyMatch(url -> url.host().equals(host));
  }
}
