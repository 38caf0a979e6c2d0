package heliograph.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Authentication of clients (NIP-42) and what needs it.
 *
 * @param mode the requests that need it
 * @param urls the addresses an AUTH event may name
 * @param window how far an AUTH event's created_at may be from now
 * @param privateKinds kinds served only to their author and the keys they are for (NIP-04, NIP-59)
 * @param ownKinds those of them that are served to their author alone, and accepted from
 *     authenticated clients only (NIP-78)
 * @param challenge when a client is sent its challenge
 * @param wrapsNeedAuth whether gift wraps are accepted from authenticated clients only
 */
public record AuthConfig(
    AuthMode mode,
    ChallengeTime challenge,
    OwnUrls urls,
    Duration window,
    KindRanges privateKinds,
    KindRanges ownKinds,
    boolean wrapsNeedAuth) {
  private static final KindRanges APP_DATA = KindRanges.of(78, 30_078);

  static AuthConfig read(ReloadableConfigReader in, String relayUrl) {
    AuthMode mode =
        in.choice(
            "heliograph.auth.mode",
            AuthMode.OPEN,
            "For what clients must authenticate (NIP-42): open, write, read or both.");
    ChallengeTime challenge =
        in.choice(
            "heliograph.auth.challenge",
            ChallengeTime.NEEDED,
            "When a client is sent its challenge (NIP-42): needed, before the first answer that"
                + " AUTH would change, or connect.");
    List<OwnUrls.Named> urls = new ArrayList<>();
    List<String> texts =
        new ArrayList<>(
            in.list(
                "heliograph.auth.relay-urls",
                "",
                "Further addresses of this relay that AUTH and vanish requests may name."));
    if (!relayUrl.isEmpty()) {
      texts.add(relayUrl);
    }
    for (String text : texts) {
      OwnUrls.Named.parse(text)
          .ifPresentOrElse(
              urls::add, () -> in.fault("not a relay address, like wss://example.com: " + text));
    }
    Duration window =
        in.duration(
            "heliograph.auth.window", "10m", "How far an AUTH event's created_at may be from now.");
    KindRanges privateKinds =
        in.kinds(
            "heliograph.auth.private-kinds",
            "4,1059,21059",
            "Kinds served only to their author and the keys in their p tags.");
    boolean privateAppData =
        in.flag(
            "heliograph.auth.private-app-data",
            true,
            "Take the data of apps (kinds 78 and 30078, NIP-78) from authenticated clients only and"
                + " serve it to its author alone.");
    KindRanges ownKinds = privateAppData ? APP_DATA : KindRanges.NONE;
    return new AuthConfig(
        mode,
        challenge,
        new OwnUrls(urls),
        window,
        privateKinds.and(ownKinds),
        ownKinds,
        in.flag(
            "heliograph.auth.wraps-need-auth",
            false,
            "Take gift wraps (kind 1059) from authenticated clients only."));
  }
}
