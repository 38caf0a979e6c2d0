package heliograph.connection;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import heliograph.auth.AuthCheck;
import heliograph.protocol.RelayMessage;
import java.util.Optional;

/**
 * The challenge of one connection (NIP-42): made and sent once, ahead of the first answer that AUTH
 * would change, or when the client connects. A client that is sent one without need may hold
 * everything else back until it has authenticated. Thread-safe.
 */
final class Challenge {
  private final OutboundQueue outbound;

  @GuardedBy("this")
  private String text = "";

  Challenge(OutboundQueue outbound) {
    this.outbound = outbound;
  }

  /** Sends the challenge unless the client has it; what is sent after this follows it. */
  synchronized void offer() {
    if (text.isEmpty()) {
      text = AuthCheck.challenge();
      outbound.reply(new RelayMessage.Auth(text));
    }
  }

  /** Returns what the client was sent; empty before. */
  synchronized Optional<String> sent() {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }
}
