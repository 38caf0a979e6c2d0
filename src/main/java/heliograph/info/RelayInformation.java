package heliograph.info;

import heliograph.config.EoseHints;
import heliograph.config.Limits;
import heliograph.config.MembershipMode;
import heliograph.config.RelayConfig;
import heliograph.config.RelayIdentity;
import heliograph.event.Kinds;
import heliograph.event.PublicKey;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/** The NIP-11 document of one configuration. Immutable. */
public final class RelayInformation {
  private final RelayIdentity identity;
  private final List<Integer> supportedNips;
  private final String document;

  /**
   * Writes the document.
   *
   * @param identity the identity, with changes by administrators
   * @param self the relay's own key
   */
  public RelayInformation(
      RelayConfig config, RelayIdentity identity, PublicKey self, String version) {
    this.identity = identity;
    supportedNips = List.copyOf(supportedNips(config));
    document = document(config, self, version).toString();
  }

  RelayIdentity identity() {
    return identity;
  }

  /**
   * Returns the NIPs served with this configuration, ascending; NIPs that are off are not
   * advertised.
   */
  List<Integer> supportedNips() {
    return supportedNips;
  }

  /** Returns the document as JSON text. */
  public String document() {
    return document;
  }

  private static SortedSet<Integer> supportedNips(RelayConfig config) {
    SortedSet<Integer> nips = new TreeSet<>(List.of(1, 9, 11, 40, 42, 45, 62, 65));
    if (config.fixed().query().eoseHints() != EoseHints.NEVER) {
      nips.add(67);
    }
    if (config.live().auth().privateKinds().contains(Kinds.GIFT_WRAP)) {
      nips.addAll(List.of(17, 59));
    }
    if (config.live().policy().difficultyMin() > 0) {
      nips.add(13);
    }
    if (!config.live().auth().ownKinds().isEmpty()) {
      nips.add(78);
    }
    if (config.live().policy().protectedEvents()) {
      nips.add(70);
    }
    if (config.live().membership().mode() != MembershipMode.OFF) {
      nips.add(43);
    }
    if (config.fixed().query().search()) {
      nips.add(50);
    }
    if (config.fixed().query().negentropy()) {
      nips.add(77);
    }
    if (config.fixed().assertions().enabled() && config.fixed().analytics().enabled()) {
      nips.add(85);
    }
    if (!config.live().admins().isEmpty()) {
      nips.addAll(List.of(86, 98));
    }
    return nips;
  }

  private JsonObject document(RelayConfig config, PublicKey self, String version) {
    JsonObjectBuilder json = Json.createObjectBuilder();
    put(json, "name", identity.name());
    put(json, "description", identity.description());
    put(json, "banner", identity.banner());
    put(json, "icon", identity.icon());
    put(json, "pubkey", identity.pubkey());
    put(json, "self", self.hex());
    put(json, "contact", identity.contact());
    json.add("supported_nips", Json.createArrayBuilder(supportedNips));
    put(json, "software", identity.software());
    json.add("version", version);
    put(json, "terms_of_service", identity.termsOfService());
    json.add("eose_hints", config.fixed().query().eoseHints().name().toLowerCase(Locale.ROOT));
    return json.add("limitation", limitation(config)).build();
  }

  private static JsonObjectBuilder limitation(RelayConfig config) {
    Limits limits = config.live().limits();
    MembershipMode members = config.live().membership().mode();
    boolean restricted =
        members == MembershipMode.WRITE
            || members == MembershipMode.BOTH
            || !config.live().policy().pubkeysAllowed().isEmpty()
            || !config.live().policy().kindsAllowed().isEmpty()
            || config.live().policy().difficultyMin() > 0;
    boolean authRequired =
        config.live().readingTakesAuthentication() && config.live().auth().mode().guardsWriting();
    return Json.createObjectBuilder()
        .add("max_message_length", limits.messageBytesMax())
        .add("max_subscriptions", limits.subscriptionsMax())
        .add("max_filters", limits.filtersMax())
        .add("max_limit", limits.limitMax())
        .add("max_subid_length", 64)
        .add("max_event_tags", limits.tagsMax())
        .add(
            "max_content_length", Math.min(limits.contentCharactersMax(), limits.messageBytesMax()))
        .add("min_pow_difficulty", config.live().policy().difficultyMin())
        .add("auth_required", authRequired)
        .add("payment_required", false)
        .add("restricted_writes", restricted)
        .add("created_at_lower_limit", limits.createdAtAgeMax().toSeconds())
        .add("created_at_upper_limit", limits.createdAtAheadMax().toSeconds())
        .add("default_limit", limits.limitDefault());
  }

  private static void put(JsonObjectBuilder json, String name, String value) {
    if (!value.isEmpty()) {
      json.add(name, value);
    }
  }
}
