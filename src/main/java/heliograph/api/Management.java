package heliograph.api;

import heliograph.config.AddressRanges;
import heliograph.config.MembershipMode;
import heliograph.event.EventId;
import heliograph.event.PublicKey;
import heliograph.policy.CurrentPolicy;
import heliograph.policy.Moderation;
import heliograph.policy.ModerationFile;
import heliograph.store.EventStore;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The methods of NIP-86. Each change is durable and in effect when the call returns, and noted in
 * the audit log. Thread-safe.
 */
public final class Management {
  /** What a method does: takes parameters, gives a result. */
  private interface Method {
    JsonValue call(Parameters in);
  }

  private static final int HUE_MAX = 360;

  private final CurrentPolicy policy;
  private final ModerationFile moderation;
  private final ReportedEvents reported;
  private final AuditLog audit;
  private final Clock clock;
  private final Map<String, Method> methods = new LinkedHashMap<>();

  public Management(
      CurrentPolicy policy,
      ModerationFile moderation,
      EventStore store,
      AuditLog audit,
      Clock clock) {
    this.policy = policy;
    this.moderation = moderation;
    this.audit = audit;
    this.clock = clock;
    reported = new ReportedEvents(store);
    pubkeys();
    roles();
    events();
    kindsAndAddresses();
    identity();
  }

  /**
   * Calls a method for an administrator.
   *
   * @throws IllegalArgumentException if there is no such method, or its parameters are wrong
   */
  JsonValue call(Caller admin, String method, JsonArray params) {
    if (method.equals("supportedmethods")) {
      return Json.createArrayBuilder(supported()).build();
    }
    Method found = methods.get(method);
    if (found == null || !supported().contains(method)) {
      throw new IllegalArgumentException("method " + method + " is not supported");
    }
    try {
      JsonValue result = found.call(new Parameters(params));
      if (!method.startsWith("list")) {
        audit.note(clock.instant(), admin.name(), method, params, "");
      }
      return result;
    } catch (IllegalArgumentException e) {
      audit.note(clock.instant(), admin.name(), method, params, String.valueOf(e.getMessage()));
      throw e;
    }
  }

  /** True if a body calls a method that changes nothing, so that it may come twice. */
  static boolean onlyReads(byte[] body) {
    try (JsonReader reader = Json.createReader(new ByteArrayInputStream(body))) {
      String method = reader.readObject().getString("method", "");
      return method.equals("supportedmethods") || method.startsWith("list");
    } catch (JsonException e) {
      return false;
    }
  }

  /** Roles are published to members, so they take membership. */
  private Set<String> supported() {
    Set<String> names = new LinkedHashSet<>(methods.keySet());
    if (policy.config().membership().mode() == MembershipMode.OFF) {
      names.removeIf(name -> name.endsWith("role"));
    }
    return names;
  }

  /** A method that changes something and answers true. */
  private void changing(String name, Function<Parameters, Consumer<Moderation.Draft>> change) {
    methods.put(
        name,
        in -> {
          moderation.edit(change.apply(in));
          return JsonValue.TRUE;
        });
  }

  private void pubkeys() {
    changing("banpubkey", in -> draft -> draft.bannedPubkeys.put(in.pubkey(0), in.optionalText(1)));
    changing("unbanpubkey", in -> draft -> draft.bannedPubkeys.remove(in.pubkey(0)));
    methods.put(
        "listbannedpubkeys",
        in -> list(moderation.current().bannedPubkeys(), "pubkey", PublicKey::hex));
    changing(
        "allowpubkey", in -> draft -> draft.allowedPubkeys.put(in.pubkey(0), in.optionalText(1)));
    changing(
        "unallowpubkey",
        in ->
            draft -> {
              draft.allowedPubkeys.remove(in.pubkey(0));
              draft.assignedRoles.remove(in.pubkey(0));
            });
    methods.put(
        "listallowedpubkeys",
        in -> list(moderation.current().allowedPubkeys(), "pubkey", PublicKey::hex));
  }

  private void roles() {
    changing(
        "createrole",
        in ->
            draft -> {
              if (draft.roles.containsKey(role(in).id())) {
                throw new IllegalArgumentException("role " + role(in).id() + " exists");
              }
              draft.roles.put(role(in).id(), role(in));
            });
    changing(
        "editrole",
        in ->
            draft -> {
              requireRole(draft, role(in).id());
              draft.roles.put(role(in).id(), role(in));
            });
    changing(
        "deleterole",
        in ->
            draft -> {
              String id = in.text(0, "role id");
              requireRole(draft, id);
              draft.roles.remove(id);
              for (PublicKey member : Set.copyOf(draft.assignedRoles.keySet())) {
                draft.unassign(member, id);
              }
            });
    changing(
        "assignrole",
        in ->
            draft -> {
              requireRole(draft, in.text(1, "role id"));
              if (!draft.allowedPubkeys.containsKey(in.pubkey(0))) {
                throw new IllegalArgumentException("this key is not a member; allow it first");
              }
              draft.assign(in.pubkey(0), in.text(1, "role id"));
            });
    changing(
        "unassignrole",
        in ->
            draft -> {
              requireRole(draft, in.text(1, "role id"));
              draft.unassign(in.pubkey(0), in.text(1, "role id"));
            });
  }

  private static void requireRole(Moderation.Draft draft, String id) {
    if (!draft.roles.containsKey(id)) {
      throw new IllegalArgumentException("there is no role " + id);
    }
  }

  private static Moderation.Role role(Parameters in) {
    String id = in.text(0, "role id");
    int color = in.optionalNumber(3, "color");
    if (id.isEmpty() || color > HUE_MAX) {
      throw new IllegalArgumentException("a role has an id, and a color from 0 to 360");
    }
    return new Moderation.Role(
        id, in.optionalText(1), in.optionalText(2), color, in.optionalNumber(4, "order"));
  }

  private void events() {
    methods.put(
        "listeventsneedingmoderation",
        in -> list(reported.undecided(moderation.current()), "id", EventId::hex));
    changing(
        "allowevent",
        in ->
            draft -> {
              draft.bannedEvents.remove(in.eventId(0));
              draft.allowedEvents.put(in.eventId(0), in.optionalText(1));
            });
    changing(
        "banevent",
        in ->
            draft -> {
              draft.allowedEvents.remove(in.eventId(0));
              draft.bannedEvents.put(in.eventId(0), in.optionalText(1));
            });
    methods.put(
        "listbannedevents", in -> list(moderation.current().bannedEvents(), "id", EventId::hex));
  }

  private void kindsAndAddresses() {
    changing(
        "allowkind",
        in ->
            draft -> {
              draft.disallowedKinds.remove(in.kind(0));
              draft.allowedKinds.add(in.kind(0));
            });
    changing(
        "disallowkind",
        in ->
            draft -> {
              draft.allowedKinds.remove(in.kind(0));
              draft.disallowedKinds.add(in.kind(0));
            });
    methods.put("listallowedkinds", in -> Json.createArrayBuilder(policy.listedKinds()).build());
    changing("blockip", in -> draft -> draft.blockedAddresses.put(address(in), in.optionalText(1)));
    changing("unblockip", in -> draft -> draft.blockedAddresses.remove(address(in)));
    methods.put(
        "listblockedips",
        in -> list(moderation.current().blockedAddresses(), "ip", Function.identity()));
  }

  /** One address or network, in the one way it is written. */
  private static String address(Parameters in) {
    String text = in.text(0, "IP address");
    String canonical = AddressRanges.parse(text).toString();
    if (canonical.isEmpty() || canonical.indexOf(',') >= 0) {
      throw new IllegalArgumentException("not one IP address or network: " + text);
    }
    return canonical;
  }

  private void identity() {
    for (String what : new String[] {"name", "description", "icon"}) {
      changing("changerelay" + what, in -> draft -> draft.identity.put(what, in.text(0, what)));
    }
  }

  private static <K> JsonArray list(
      Map<K, String> entries, String name, Function<K, String> spell) {
    JsonArrayBuilder list = Json.createArrayBuilder();
    entries.forEach((key, reason) -> {
      JsonObjectBuilder entry = Json.createObjectBuilder().add(name, spell.apply(key));
      if (!reason.isEmpty()) {
        entry.add("reason", reason);
      }
      list.add(entry);
    });
    return list.build();
  }
}
