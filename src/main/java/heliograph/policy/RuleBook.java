package heliograph.policy;

import heliograph.config.AddressRanges;
import heliograph.config.AuthConfig;
import heliograph.config.MembershipMode;
import heliograph.config.PolicyConfig;
import heliograph.config.RelayConfig;
import heliograph.event.PublicKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * All rules that apply at the same time, made from one configuration and one state of the
 * administrators' decisions. Immutable except for the counts of its rules.
 */
record RuleBook(
    RelayConfig config,
    Moderation moderation,
    EventPolicy events,
    EventPolicy imports,
    RequestPolicy requests,
    RequestPolicy counts,
    RequestPolicy reconciliations,
    List<RequestRule> readers,
    ReadRules reads,
    AddressRanges blockedAddresses,
    Set<PublicKey> members) {

  /** The parts that rules use and that outlive them. */
  record Tools(
      PublicKey self,
      PluginSlot plugin,
      Allowances allowances,
      ServedBudget served,
      Refusals refusals) {}

  static RuleBook of(RelayConfig config, Moderation moderation, Tools tools) {
    PolicyConfig policy = config.live().policy();
    Set<PublicKey> banned = new HashSet<>(keys(policy.pubkeysDenied()));
    banned.addAll(moderation.bannedPubkeys().keySet());
    HiddenEvents hidden = HiddenEvents.of(banned, moderation.bannedEvents().keySet());
    Set<PublicKey> listed = new HashSet<>(keys(policy.pubkeysAllowed()));
    listed.addAll(moderation.allowedPubkeys().keySet());
    listed.removeAll(banned);
    listed.addAll(keys(config.live().admins()));
    listed.addAll(keys(config.live().api().moderators()));
    listed.addAll(keys(config.live().api().viewers()));
    listed.add(tools.self);
    Members members = new Members(listed);
    Allowances all = tools.allowances;
    return new RuleBook(
        config,
        moderation,
        events(config, moderation, hidden, members, tools),
        EventPolicy.forImports(config.live().auth().urls(), tools.refusals),
        requests("REQ", config, members, tools, all.requestsByAddress, all.requestsByKey),
        requests("COUNT", config, members, tools, all.countsByAddress, all.countsByKey),
        requests("NEG-OPEN", config, members, tools, all.requestsByAddress, all.requestsByKey),
        readers(config, members),
        new ReadRules(config.live().auth().privateKinds(), config.live().auth().ownKinds(), hidden),
        AddressRanges.parse(String.join(",", moderation.blockedAddresses().keySet())),
        Set.copyOf(listed));
  }

  private static List<PublicKey> keys(Set<String> hex) {
    return hex.stream().map(PublicKey::parse).toList();
  }

  private static EventPolicy events(
      RelayConfig config,
      Moderation moderation,
      HiddenEvents hidden,
      Members members,
      Tools tools) {
    AuthConfig auth = config.live().auth();
    PolicyConfig policy = config.live().policy();
    AddressRanges exempt = config.shares().rates().exempt();
    List<EventRule> admission = new ArrayList<>();
    if (!config.shares().rates().eventsPerAddress().isUnlimited()) {
      admission.add(new LimitByAddress(tools.allowances.eventsByAddress, exempt, "events"));
    }
    List<EventRule> universal = new ArrayList<>(EventPolicy.limits(config.live().limits()));
    if (!policy.kindsElsewhere().isEmpty()) {
      universal.add(new RejectKindsElsewhere(policy.kindsElsewhere()));
    }
    universal.add(new RejectForeignVanishRequests(auth.urls()));
    universal.add(new RejectForeignProtectedEvents(policy.protectedEvents()));
    List<EventRule> restricting = new ArrayList<>();
    if (auth.mode().guardsWriting()) {
      restricting.add(new RejectUnauthenticatedEvents());
    }
    if (!auth.ownKinds().isEmpty()) {
      restricting.add(new RejectUnauthenticatedAppData(auth.ownKinds()));
    }
    if (auth.wrapsNeedAuth()) {
      restricting.add(new RejectUnauthenticatedWraps());
    }
    if (!hidden.isEmpty()) {
      restricting.add(new RejectBannedAuthors(hidden));
    }
    if (!policy.kindsAllowed().isEmpty()
        || !policy.kindsDenied().isEmpty()
        || !moderation.disallowedKinds().isEmpty()) {
      restricting.add(new RejectKinds(policy.kindsAllowed(), policy.kindsDenied(), moderation));
    }
    MembershipMode mode = config.live().membership().mode();
    if (!policy.pubkeysAllowed().isEmpty()
        || mode == MembershipMode.WRITE
        || mode == MembershipMode.BOTH) {
      restricting.add(new RejectNonMembers(members));
    }
    if (policy.difficultyMin() > 0) {
      restricting.add(new RejectLowDifficulty(policy.difficultyMin()));
    }
    restricting.add(new RejectRepostsOfProtectedEvents());
    if (!policy.wordsDenied().isEmpty()) {
      restricting.add(new RejectWords(policy.wordsDenied()));
    }
    List<EventRule> proven = new ArrayList<>();
    if (!config.shares().rates().eventsPerPubkey().isUnlimited()) {
      proven.add(new LimitByAuthor(tools.allowances.eventsByAuthor, exempt));
    }
    tools.plugin.rule(policy.plugin()).ifPresent(proven::add);
    if (!config.shares().rates().bytesPerAddress().isUnlimited()
        || !config.shares().rates().bytesPerPubkey().isUnlimited()) {
      Allowances all = tools.allowances;
      proven.add(new LimitBytes(all.bytesByAddress, all.bytesByAuthor, exempt));
    }
    return new EventPolicy(admission, universal, restricting, proven, tools.refusals);
  }

  private static RequestPolicy requests(
      String verb,
      RelayConfig config,
      Members members,
      Tools tools,
      TokenBuckets<AddressBucket> byAddress,
      TokenBuckets<PublicKey> byKey) {
    AddressRanges exempt = config.shares().rates().exempt();
    List<RequestRule> rules = new ArrayList<>();
    rules.add(new LimitByAddress(byAddress, exempt, verb + "s"));
    rules.add(new LimitByKey(byKey, exempt, verb + "s"));
    rules.add(new RejectTooManyFilters(config.live().limits().filtersMax()));
    rules.addAll(readers(config, members));
    if (config.live().membership().mode() != MembershipMode.OFF) {
      rules.add(new RejectUnauthenticatedInviteRequests());
    }
    if (config.live().policy().filtersNeedKinds()) {
      rules.add(new RejectFiltersWithoutKinds());
    }
    if (!config.live().auth().privateKinds().isEmpty()) {
      rules.add(
          new RejectForeignPrivateReads(
              config.live().auth().privateKinds(), config.live().auth().ownKinds()));
    }
    rules.add(tools.served);
    return new RequestPolicy(verb, config.live().limits(), rules, tools.refusals);
  }

  /** Returns the rules for every read, independent of its filters. */
  private static List<RequestRule> readers(RelayConfig config, Members members) {
    List<RequestRule> rules = new ArrayList<>();
    if (config.live().auth().mode().guardsReading()) {
      rules.add(new RejectUnauthenticatedReads());
    }
    if (config.live().membership().mode() == MembershipMode.BOTH) {
      rules.add(new RejectNonMemberReads(members));
    }
    return rules;
  }

  /** Returns the kinds that lists name as not accepted, ascending. */
  Set<Integer> disallowedKinds() {
    Set<Integer> kinds = new TreeSet<>(moderation.disallowedKinds());
    for (int kind : config.live().policy().kindsDenied().kinds()) {
      if (!moderation.allowedKinds().contains(kind)) {
        kinds.add(kind);
      }
    }
    return kinds;
  }

  /**
   * Returns the kinds that lists name as accepted, ascending; empty when no list restricts them.
   */
  Set<Integer> listedKinds() {
    Set<Integer> kinds = new TreeSet<>(moderation.allowedKinds());
    for (int kind : config.live().policy().kindsAllowed().kinds()) {
      if (!config.live().policy().kindsDenied().contains(kind)
          && !moderation.disallowedKinds().contains(kind)) {
        kinds.add(kind);
      }
    }
    return kinds;
  }
}
