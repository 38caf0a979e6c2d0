package heliograph.info;

import heliograph.config.Limits;
import heliograph.config.RelayConfig;
import heliograph.config.RelayIdentity;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;

/** The NIP-11 document, made once from the configuration. Immutable. */
public final class RelayInformation {
  /** NIPs served with the present configuration, ascending. */
  public static final List<Integer> SUPPORTED_NIPS = List.of(1, 9, 11, 40, 45);

  private final RelayIdentity identity;
  private final String document;

  public RelayInformation(RelayConfig config, String version) {
    identity = config.identity();
    document = document(config, version).toString();
  }

  RelayIdentity identity() {
    return identity;
  }

  /** The document as JSON text. */
  public String document() {
    return document;
  }

  private static JsonObject document(RelayConfig config, String version) {
    RelayIdentity identity = config.identity();
    JsonObjectBuilder json = Json.createObjectBuilder();
    put(json, "name", identity.name());
    put(json, "description", identity.description());
    put(json, "banner", identity.banner());
    put(json, "icon", identity.icon());
    put(json, "pubkey", identity.pubkey());
    put(json, "contact", identity.contact());
    json.add("supported_nips", Json.createArrayBuilder(SUPPORTED_NIPS));
    put(json, "software", identity.software());
    json.add("version", version);
    put(json, "terms_of_service", identity.termsOfService());
    return json.add("limitation", limitation(config.limits())).build();
  }

  private static JsonObjectBuilder limitation(Limits limits) {
    return Json.createObjectBuilder()
        .add("max_message_length", limits.messageBytesMax())
        .add("max_subscriptions", limits.subscriptionsMax())
        .add("max_filters", limits.filtersMax())
        .add("max_limit", limits.limitMax())
        .add("max_subid_length", 64)
        .add("max_event_tags", limits.tagsMax())
        .add("max_content_length", limits.contentCharactersMax())
        .add("min_pow_difficulty", 0)
        .add("auth_required", false)
        .add("payment_required", false)
        .add("restricted_writes", false)
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
