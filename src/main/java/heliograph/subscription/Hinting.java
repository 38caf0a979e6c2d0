package heliograph.subscription;

import heliograph.protocol.RelayMessage.Eose;
import heliograph.protocol.SubscriptionId;

/** What a subscription's EOSE says beside its id (NIP-67). */
public enum Hinting {
  /** No hint: the client has not said that it reads hints. */
  NONE,
  /** Whether the relay has more events than it has sent. */
  COMPLETENESS,
  /** Completeness, and that AUTH may bring more; the client has its challenge. */
  COMPLETENESS_AND_AUTH;

  Eose eose(SubscriptionId id, Eose.Hint hint) {
    return this == NONE ? Eose.plain(id) : new Eose(id, hint, this == COMPLETENESS_AND_AUTH);
  }
}
