package heliograph.api;

import static heliograph.config.AdminRole.ADMINISTRATOR;
import static heliograph.config.AdminRole.MODERATOR;
import static heliograph.config.AdminRole.VIEWER;

import heliograph.config.AddressRanges;
import heliograph.config.AdminRole;
import heliograph.event.EventId;
import heliograph.event.PublicKey;
import heliograph.policy.CurrentPolicy;
import heliograph.policy.Moderation;
import heliograph.policy.ModerationFile;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The methods of NIP-86 and the roles that may call them. Confined to one thread while it is
 * created.
 */
final class ManagementMethods {
  private static final int HUE_MAX = 360;
  private static final int CLAIMS_MAX = 1_000;
  private static final int CLAIM_CHARACTERS_MAX = 256;

  /**
   * A method.
   *
   * @param role the role that may call it
   * @param work returns a result for parameters; throws IllegalArgumentException if they are wrong
   */
  record Method(AdminRole role, Function<Parameters, JsonValue> work) {}

  private final CurrentPolicy policy;
  private final ModerationFile moderation;
  private final ReportedEvents reported;
  private final Predicate<String> isInvite;
  private final Map<String, Method> methods = new LinkedHashMap<>();

  ManagementMethods(
      CurrentPolicy policy,
      ModerationFile moderation,
      ReportedEvents reported,
      Predicate<String> isInvite) {
    this.policy = policy;
    this.moderation = moderation;
    this.reported = reported;
    this.isInvite = isInvite;
    pubkeys();
    roles();
    claims();
    events();
    kindsAndAddresses();
    identity();
  }

  /** Returns all methods by name. */
  Map<String, Method> all() {
    return Collections.unmodifiableMap(methods);
  }

  /** Adds a method that changes nothing. */
  private void listing(String name, AdminRole role, Function<Parameters, JsonValue> list) {
    methods.put(name, new Method(role, list));
  }

  /** Adds a method that changes something and answers true. */
  private void changing(
      String name, AdminRole role, Function<Parameters, Consumer<Moderation.Draft>> change) {
    methods.put(
        name,
        new Method(
            role,
            in -> {
              moderation.edit(change.apply(in));
              return JsonValue.TRUE;
            }));
  }

  private void pubkeys() {
    methods.put(
        "banpubkey",
        new Method(
            MODERATOR,
            in -> {
              policy
                  .roleOf(in.pubkey(0))
                  .ifPresent(role -> {
                    throw new IllegalArgumentException(
                        "this key is a " + role.spelling() + "'s: change the configuration first");
                  });
              String reason = in.optionalText(1);
              moderation.edit(draft -> draft.ban(in.pubkey(0), reason));
              return JsonValue.TRUE;
            }));
    changing("unbanpubkey", MODERATOR, in -> draft -> draft.bannedPubkeys.remove(in.pubkey(0)));
    listing(
        "listbannedpubkeys",
        VIEWER,
        in -> list(moderation.current().bannedPubkeys(), "pubkey", PublicKey::hex));
    changing(
        "allowpubkey",
        MODERATOR,
        in ->
            draft -> {
              if (policy.config().live().policy().pubkeysDenied().contains(in.pubkey(0).hex())) {
                throw new IllegalArgumentException(
                    "heliograph.policy.pubkeys-denied has this key: change the configuration"
                        + " first");
              }
              draft.allow(in.pubkey(0), in.optionalText(1));
            });
    changing("unallowpubkey", MODERATOR, in -> draft -> draft.endMembership(in.pubkey(0)));
    listing(
        "listallowedpubkeys",
        VIEWER,
        in -> list(moderation.current().allowedPubkeys(), "pubkey", PublicKey::hex));
  }

  private void claims() {
    changing(
        "createclaim",
        ADMINISTRATOR,
        in ->
            draft -> {
              String claim = in.text(0, "invite code");
              if (claim.isBlank() || claim.length() > CLAIM_CHARACTERS_MAX) {
                throw new IllegalArgumentException(
                    "an invite code has 1 to " + CLAIM_CHARACTERS_MAX + " characters");
              }
              if (draft.claims.size() >= CLAIMS_MAX && !draft.claims.contains(claim)) {
                throw new IllegalArgumentException(
                    "there are " + CLAIMS_MAX + " invite codes: delete some first");
              }
              draft.withdrawnClaims.remove(claim);
              draft.claims.add(claim);
            });
    listing(
        "listclaims",
        ADMINISTRATOR,
        in -> {
          Set<String> claims = new LinkedHashSet<>(policy.config().live().membership().claims());
          claims.addAll(moderation.current().claims());
          return Json.createArrayBuilder(claims).build();
        });
    changing(
        "deleteclaim", ADMINISTRATOR, in -> draft -> withdraw(in.text(0, "invite code"), draft));
  }

  /** Withdraws an invite code. Codes issued on request are not stored, so their withdrawal is. */
  private void withdraw(String claim, Moderation.Draft draft) {
    if (policy.config().live().membership().claims().contains(claim)) {
      throw new IllegalArgumentException(
          "heliograph.membership.claims has this code: change the configuration");
    }
    if (draft.claims.remove(claim)) {
      return;
    }
    if (!isInvite.test(claim)) {
      throw new IllegalArgumentException("there is no such invite code");
    }
    draft.withdrawnClaims.removeIf(old -> !isInvite.test(old)); // codes that have expired since
    if (draft.withdrawnClaims.size() >= CLAIMS_MAX) {
      throw new IllegalArgumentException(
          CLAIMS_MAX + " invite codes are withdrawn already: wait until some have ended");
    }
    draft.withdrawnClaims.add(claim);
  }

  private void roles() {
    changing(
        "createrole",
        ADMINISTRATOR,
        in ->
            draft -> {
              if (draft.roles.containsKey(role(in).id())) {
                throw new IllegalArgumentException("role " + role(in).id() + " exists");
              }
              draft.roles.put(role(in).id(), role(in));
            });
    changing(
        "editrole",
        ADMINISTRATOR,
        in ->
            draft -> {
              requireRole(draft, role(in).id());
              draft.roles.put(role(in).id(), role(in));
            });
    changing(
        "deleterole",
        ADMINISTRATOR,
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
        MODERATOR,
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
        MODERATOR,
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
    listing(
        "listeventsneedingmoderation",
        VIEWER,
        in -> list(reported.undecided(moderation.current()), "id", EventId::hex));
    changing(
        "allowevent",
        MODERATOR,
        in ->
            draft -> {
              draft.bannedEvents.remove(in.eventId(0));
              draft.allowedEvents.put(in.eventId(0), in.optionalText(1));
            });
    changing(
        "banevent",
        MODERATOR,
        in ->
            draft -> {
              draft.allowedEvents.remove(in.eventId(0));
              draft.bannedEvents.put(in.eventId(0), in.optionalText(1));
            });
    changing("unbanevent", MODERATOR, in -> draft -> draft.bannedEvents.remove(in.eventId(0)));
    changing("unallowevent", MODERATOR, in -> draft -> draft.allowedEvents.remove(in.eventId(0)));
    listing(
        "listbannedevents",
        VIEWER,
        in -> list(moderation.current().bannedEvents(), "id", EventId::hex));
    listing(
        "listallowedevents",
        VIEWER,
        in -> list(moderation.current().allowedEvents(), "id", EventId::hex));
  }

  private void kindsAndAddresses() {
    changing(
        "allowkind",
        MODERATOR,
        in ->
            draft -> {
              draft.disallowedKinds.remove(in.kind(0));
              draft.allowedKinds.add(in.kind(0));
            });
    changing(
        "disallowkind",
        MODERATOR,
        in ->
            draft -> {
              draft.allowedKinds.remove(in.kind(0));
              draft.disallowedKinds.add(in.kind(0));
            });
    listing(
        "listallowedkinds", VIEWER, in -> Json.createArrayBuilder(policy.listedKinds()).build());
    listing(
        "listdisallowedkinds",
        VIEWER,
        in -> Json.createArrayBuilder(policy.disallowedKinds()).build());
    changing(
        "blockip",
        MODERATOR,
        in -> draft -> draft.blockedAddresses.put(address(in), in.optionalText(1)));
    changing("unblockip", MODERATOR, in -> draft -> draft.blockedAddresses.remove(address(in)));
    listing(
        "listblockedips",
        VIEWER,
        in -> list(moderation.current().blockedAddresses(), "ip", Function.identity()));
  }

  /** Returns one address or network, in its normal form. */
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
      changing(
          "changerelay" + what,
          ADMINISTRATOR,
          in -> draft -> draft.identity.put(what, in.text(0, what)));
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
