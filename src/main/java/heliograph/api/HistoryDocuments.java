package heliograph.api;

import heliograph.archive.TimeCapsule.Change;
import heliograph.archive.VersionDiff;
import heliograph.archive.VersionDiff.Field;
import heliograph.archive.VersionDiff.RelayUse;
import heliograph.event.PublicKey;
import heliograph.store.KeptAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The answers of the resource of histories; each record is a JSON object. */
public final class HistoryDocuments {
  private HistoryDocuments() {}

  @Schema(description = "Addresses of an author of which earlier versions are kept")
  public record Addresses(PublicKey pubkey, List<KeptAddress> addresses) {}

  @Schema(description = "Changes of one address, newest first, the current version among them")
  public record Changes(
      PublicKey pubkey,
      int kind,
      String d,
      List<Version> changes,
      @Schema(
              description = "The value of before for the next page",
              pattern = VersionPageParameters.PATTERN)
          Optional<String> older) {}

  /** A version, and how it differs from the one it replaced. */
  public record Version(
      String id,
      long createdAt,
      @Schema(description = "Seconds since 1970; absent for the current version")
          OptionalLong replacedAt,
      Optional<Changed> difference) {
    static Version of(Change change) {
      return new Version(
          change.version().id().hex(),
          change.version().createdAt(),
          change.replacedAt(),
          change.difference().map(Changed::of));
    }
  }

  @Schema(description = "Fields of profiles, follows, relays, or tags of any other kind")
  public record Changed(
      List<Field> fields,
      List<String> followed,
      List<String> unfollowed,
      List<RelayUse> relays,
      List<List<String>> tagsAdded,
      List<List<String>> tagsRemoved,
      boolean contentChanged) {
    static Changed of(VersionDiff difference) {
      return new Changed(
          difference.fields(),
          difference.followed(),
          difference.unfollowed(),
          difference.relays(),
          difference.added(),
          difference.removed(),
          difference.contentChanged());
    }
  }
}
