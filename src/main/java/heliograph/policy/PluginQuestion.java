package heliograph.policy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import heliograph.config.AddressRanges;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;

/** A line that a write-policy plugin reads: an event and its source. */
final class PluginQuestion {
  private PluginQuestion() {}

  /** Returns the line with its line feed; the event's canonical JSON is in it byte for byte. */
  static byte[] line(
      NostrEvent event,
      Instant receivedAt,
      InetAddress address,
      Optional<PublicKey> authenticated) {
    String source = AddressRanges.text(address);
    StringBuilder rest = new StringBuilder(256).append(",\"receivedAt\":");
    rest.append(receivedAt.getEpochSecond());
    rest.append(",\"sourceType\":\"").append(source.indexOf(':') < 0 ? "IP4" : "IP6");
    rest.append("\",\"sourceInfo\":\"").append(source).append('"');
    authenticated.ifPresent(
        pubkey -> rest.append(",\"authed\":\"").append(pubkey.hex()).append('"'));
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    line.writeBytes("{\"type\":\"new\",\"event\":".getBytes(US_ASCII));
    line.writeBytes(event.json());
    line.writeBytes(rest.append("}\n").toString().getBytes(US_ASCII));
    return line.toByteArray();
  }
}
