package heliograph.api;

import heliograph.auth.ProofGuard;
import heliograph.config.AddressRanges;
import jakarta.json.Json;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.Locale;

/** Records wrong passwords and failed proofs in the audit trail, one line a minute at most. */
public final class AuditedFailures implements ProofGuard.Witness {
  private static final Logger LOG = System.getLogger(AuditedFailures.class.getName());

  private final AuditTrail trail;

  public AuditedFailures(AuditTrail trail) {
    this.trail = trail;
  }

  @Override
  public void failures(InetAddress address, ProofGuard.Way way, long times, String reason) {
    try {
      trail.note(
          new AuditTrail.Entry(
              "",
              "",
              AddressRanges.text(address),
              "proof",
              Json.createArrayBuilder().add(way.name().toLowerCase(Locale.ROOT)).add(times).build(),
              ""),
          reason);
    } catch (UncheckedIOException e) {
      LOG.log(Level.ERROR, "the audit trail lacks failed proofs", e);
    }
  }
}
