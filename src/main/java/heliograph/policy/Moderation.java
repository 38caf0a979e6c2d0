package heliograph.policy;

import heliograph.config.AddressRanges;
import heliograph.event.EventId;
import heliograph.event.PublicKey;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The decisions that administrators have made while the relay ran (NIP-86). Reasons may be empty.
 * Immutable.
 *
 * @param bannedPubkeys author → reason
 * @param allowedPubkeys member (NIP-43) → reason
 * @param bannedEvents id → reason
 * @param allowedEvents reported events found harmless → reason
 * @param allowedKinds kinds accepted regardless of the configuration
 * @param disallowedKinds kinds not accepted regardless of the configuration
 * @param blockedAddresses IP address → reason
 * @param roles id → role
 * @param assignedRoles member → ids of roles
 * @param claims invite codes that anybody may use (NIP-43)
 * @param withdrawnClaims invite codes issued on request that are no longer valid
 * @param identity {@code name}, {@code description} and {@code icon} as changed
 */
public record Moderation(
    Map<PublicKey, String> bannedPubkeys,
    Map<PublicKey, String> allowedPubkeys,
    Map<EventId, String> bannedEvents,
    Map<EventId, String> allowedEvents,
    Set<Integer> allowedKinds,
    Set<Integer> disallowedKinds,
    Map<String, String> blockedAddresses,
    Map<String, Role> roles,
    Map<PublicKey, Set<String>> assignedRoles,
    Set<String> claims,
    Set<String> withdrawnClaims,
    Map<String, String> identity) {

  /** The state without any decision. */
  public static final Moderation NONE =
      new Moderation(
          Map.of(), Map.of(), Map.of(), Map.of(), Set.of(), Set.of(), Map.of(), Map.of(), Map.of(),
          Set.of(), Set.of(), Map.of());

  /**
   * A role (NIP-43).
   *
   * @param color a hue, 0–360, or −1
   * @param order for display, or −1
   */
  public record Role(String id, String label, String description, int color, int order) {}

  /** A copy that may be changed. Confined to one edit. */
  public static final class Draft {
    public final Map<PublicKey, String> bannedPubkeys;
    public final Map<PublicKey, String> allowedPubkeys;
    public final Map<EventId, String> bannedEvents;
    public final Map<EventId, String> allowedEvents;
    public final Set<Integer> allowedKinds;
    public final Set<Integer> disallowedKinds;
    public final Map<String, String> blockedAddresses;
    public final Map<String, Role> roles;
    public final Map<PublicKey, Set<String>> assignedRoles;
    public final Set<String> claims;
    public final Set<String> withdrawnClaims;
    public final Map<String, String> identity;

    private Draft(Moderation from) {
      bannedPubkeys = new LinkedHashMap<>(from.bannedPubkeys);
      allowedPubkeys = new LinkedHashMap<>(from.allowedPubkeys);
      bannedEvents = new LinkedHashMap<>(from.bannedEvents);
      allowedEvents = new LinkedHashMap<>(from.allowedEvents);
      allowedKinds = new TreeSet<>(from.allowedKinds);
      disallowedKinds = new TreeSet<>(from.disallowedKinds);
      blockedAddresses = new LinkedHashMap<>(from.blockedAddresses);
      roles = new LinkedHashMap<>(from.roles);
      assignedRoles = new LinkedHashMap<>(from.assignedRoles);
      claims = new LinkedHashSet<>(from.claims);
      withdrawnClaims = new LinkedHashSet<>(from.withdrawnClaims);
      identity = new LinkedHashMap<>(from.identity);
    }

    /** Bans a key, which ends its membership (NIP-86). */
    public void ban(PublicKey key, String reason) {
      endMembership(key);
      bannedPubkeys.put(key, reason);
    }

    /** Makes a key a member, which lifts a ban (NIP-86). */
    public void allow(PublicKey key, String reason) {
      bannedPubkeys.remove(key);
      allowedPubkeys.put(key, reason);
    }

    /** Removes a member and all its roles. */
    public void endMembership(PublicKey key) {
      allowedPubkeys.remove(key);
      assignedRoles.remove(key);
    }

    /** Gives a member a role, unless it has the role. */
    public void assign(PublicKey member, String role) {
      Set<String> held = new LinkedHashSet<>(assignedRoles.getOrDefault(member, Set.of()));
      held.add(role);
      assignedRoles.put(member, held);
    }

    /** Removes a role from a member. */
    public void unassign(PublicKey member, String role) {
      Set<String> held = new LinkedHashSet<>(assignedRoles.getOrDefault(member, Set.of()));
      held.remove(role);
      if (held.isEmpty()) {
        assignedRoles.remove(member);
      } else {
        assignedRoles.put(member, held);
      }
    }
  }

  /**
   * Checks the decisions, before they are written to the file.
   *
   * @throws IllegalArgumentException if a value is not valid; the message names it
   */
  public Moderation {
    blockedAddresses.keySet().forEach(AddressRanges::parse);
    bannedPubkeys = Collections.unmodifiableMap(bannedPubkeys);
    allowedPubkeys = Collections.unmodifiableMap(allowedPubkeys);
    bannedEvents = Collections.unmodifiableMap(bannedEvents);
    allowedEvents = Collections.unmodifiableMap(allowedEvents);
    allowedKinds = Collections.unmodifiableSet(allowedKinds);
    disallowedKinds = Collections.unmodifiableSet(disallowedKinds);
    blockedAddresses = Collections.unmodifiableMap(blockedAddresses);
    roles = Collections.unmodifiableMap(roles);
    assignedRoles = Collections.unmodifiableMap(assignedRoles);
    claims = Collections.unmodifiableSet(claims);
    withdrawnClaims = Collections.unmodifiableSet(withdrawnClaims);
    identity = Collections.unmodifiableMap(identity);
  }

  /** Returns a copy of this with changes. */
  public Moderation edited(Consumer<Draft> edit) {
    Draft draft = new Draft(this);
    edit.accept(draft);
    return new Moderation(
        draft.bannedPubkeys,
        draft.allowedPubkeys,
        draft.bannedEvents,
        draft.allowedEvents,
        draft.allowedKinds,
        draft.disallowedKinds,
        draft.blockedAddresses,
        draft.roles,
        draft.assignedRoles,
        draft.claims,
        draft.withdrawnClaims,
        draft.identity);
  }

  /** Returns the roles a member has, in the order they were given. */
  public List<String> rolesOf(PublicKey member) {
    return List.copyOf(assignedRoles.getOrDefault(member, Set.of()));
  }
}
