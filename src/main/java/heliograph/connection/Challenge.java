package heliograph.connection;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import heliograph.auth.AuthCheck;
import heliograph.protocol.RelayMessage;
import java.util.Optional;

/**
 * The challenge of one connection (NIP-42): created and sent once, before the first answer that
 * AUTH would change, or when the client connects. It is not sent without need, because some clients
 * then wait with everything else until they have authenticated. Thread-safe.
 */
final class Challenge {
  private final OutboundQueue outbound;

  @GuardedBy("this")
  private String text = "";

  Challenge(OutboundQueue outbound) {
    this.outbound = outbound;
  }

  /** Sends the challenge unless the client has it; messages sent afterwards follow it. */
  synchronized void offer() {
    if (text.isEmpty()) {
      text = AuthCheck.challenge();
      outbound.reply(new RelayMessage.Auth(text));
    }
  }

  /** Returns the challenge that the client was sent; empty before. */
  synchronized Optional<String> sent() {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }
}
