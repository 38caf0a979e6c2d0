package heliograph.connection;

import heliograph.filter.NostrFilter;
import heliograph.subscription.Hinting;
import java.util.List;

/** Decides what the EOSE of a client's REQ says of its completeness (NIP-67). Thread-safe. */
final class HintChoice {
  private final Connections connections;
  private final ClientIdentity identity;
  private final Challenge challenge;

  HintChoice(Connections connections, ClientIdentity identity, Challenge challenge) {
    this.connections = connections;
    this.identity = identity;
    this.challenge = challenge;
  }

  /**
   * Returns the hints for these filters; if AUTH may bring more events, the client is challenged
   * first.
   */
  Hinting of(List<NostrFilter> filters, boolean readsHints) {
    boolean wanted =
        switch (connections.policy().config().fixed().query().eoseHints()) {
          case ASKED -> readsHints;
          case ALWAYS -> true;
          case NEVER -> false;
        };
    if (!wanted) {
      return Hinting.NONE;
    }
    if (identity.isAuthenticated() || !connections.policy().coverPrivateKinds(filters)) {
      return Hinting.COMPLETENESS;
    }
    challenge.offer();
    return Hinting.COMPLETENESS_AND_AUTH;
  }
}
