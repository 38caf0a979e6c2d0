package heliograph.api;

import heliograph.event.PublicKey;
import heliograph.purge.PurgeLog;
import heliograph.purge.Purges;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The requests and answers of purges; each record is a JSON object. */
public final class PurgeDocuments {
  private PurgeDocuments() {}

  /** The request for a preview: named accounts, or spam candidates. */
  @Schema(description = "The accounts to purge: pubkeys, or candidates")
  public record Question(
      @Schema(description = "The reason, for the audit trail and the bans") String reason,
      @Schema(description = "Keys in hex or npub, 1,000 at most") List<String> pubkeys,
      Candidates candidates) {}

  @Schema(description = "Spam candidates of the current generation, those of the highest score")
  public record Candidates(
      @Schema(description = "The minimum score, 0 to 1") double scoreMin,
      @Schema(description = "The maximum number of accounts, up to 1,000") int limit) {}

  @Schema(description = "The token of the preview")
  public record Token(String token) {}

  @Schema(name = "Purges", description = "Purges, the newest first")
  public record PurgeList(List<Purge> purges) {}

  @Schema(description = "A purge")
  public record Purge(
      long id,
      @Schema(description = "preview, confirmed, undone or dropped") String state,
      @Schema(description = "The relay whose events are purged") UUID relay,
      String requestedBy,
      String reason,
      Instant createdAt,
      Optional<Instant> confirmedAt,
      @Schema(description = "The number of accounts") long keys,
      @Schema(description = "The number of events removed; absent until all are")
          Optional<Long> removed,
      @Schema(description = "The number of events restored; absent unless it was undone")
          Optional<Long> restored) {
    static Purge of(PurgeLog.Purge purge) {
      return new Purge(
          purge.id(),
          purge.state().spelling(),
          purge.relayId(),
          purge.requestedBy(),
          purge.reason(),
          purge.createdAt(),
          purge.confirmedAt(),
          purge.keys(),
          purge.removed(),
          purge.restored());
    }
  }

  /** An account to be purged. */
  public record Account(PublicKey pubkey, long events) {}

  @Schema(description = "A purge with its accounts, and the token that confirms or undoes it")
  public record Preview(Purge purge, List<Account> accounts, String token) {
    static Preview of(Purges.Preview preview) {
      return new Preview(
          Purge.of(preview.purge()),
          preview.targets().stream()
              .map(target -> new Account(target.key(), target.events()))
              .toList(),
          preview.token());
    }
  }
}
