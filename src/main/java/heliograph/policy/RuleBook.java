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
 * All rules that hold together, made from one configuration and one state of the administrators'
 * decisions. Immutable but for what its rules count.
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

  /** What the rules are made with and outlives them. */
  record Tools(
      PublicKey self,
      PluginSlot plugin,
      Allowances allowances,
      ServedBudget served,
      Refusals refusals) {}

  static RuleBook of(RelayConfig config, Moderation moderation, Tools tools) {
    PolicyConfig policy = config.policy();
    Set<PublicKey> banned = new HashSet<>(keys(policy.pubkeysDenied()));
    banned.addAll(moderation.bannedPubkeys().keySet());
    HiddenEvents hidden = HiddenEvents.of(banned, moderation.bannedEvents().keySet());
    Set<PublicKey> listed = new HashSet<>(keys(policy.pubkeysAllowed()));
    listed.addAll(moderation.allowedPubkeys().keySet());
    listed.removeAll(banned);
    listed.addAll(keys(config.admins()));
    listed.addAll(keys(config.api().moderators()));
    listed.addAll(keys(config.api().viewers()));
    listed.add(tools.self);
    Members members = new Members(listed);
    Allowances all = tools.allowances;
    return new RuleBook(
        config,
        moderation,
        events(config, moderation, hidden, members, tools),
        EventPolicy.forImports(config.auth().urls(), tools.refusals),
        requests("REQ", config, members, tools, all.requestsByAddress, all.requestsByKey),
        requests("COUNT", config, members, tools, all.countsByAddress, all.countsByKey),
        requests("NEG-OPEN", config, members, tools, all.requestsByAddress, all.requestsByKey),
        readers(config, members),
        new ReadRules(config.auth().privateKinds(), config.auth().ownKinds(), hidden),
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
    AuthConfig auth = config.auth();
    PolicyConfig policy = config.policy();
    AddressRanges exempt = config.rates().exempt();
    List<EventRule> admission = new ArrayList<>();
    if (!config.rates().eventsPerAddress().isUnlimited()) {
      admission.add(new LimitByAddress(tools.allowances.eventsByAddress, exempt, "events"));
    }
    List<EventRule> universal = new ArrayList<>(EventPolicy.limits(config.limits()));
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
    MembershipMode mode = config.membership().mode();
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
    if (!config.rates().eventsPerPubkey().isUnlimited()) {
      proven.add(new LimitByAuthor(tools.allowances.eventsByAuthor, exempt));
    }
    tools.plugin.rule(policy.plugin()).ifPresent(proven::add);
    if (!config.rates().bytesPerAddress().isUnlimited()
        || !config.rates().bytesPerPubkey().isUnlimited()) {
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
    AddressRanges exempt = config.rates().exempt();
    List<RequestRule> rules = new ArrayList<>();
    rules.add(new LimitByAddress(byAddress, exempt, verb + "s"));
    rules.add(new LimitByKey(byKey, exempt, verb + "s"));
    rules.add(new RejectTooManyFilters(config.limits().filtersMax()));
    rules.addAll(readers(config, members));
    if (config.membership().mode() != MembershipMode.OFF) {
      rules.add(new RejectUnauthenticatedInviteRequests());
    }
    if (config.policy().filtersNeedKinds()) {
      rules.add(new RejectFiltersWithoutKinds());
    }
    if (!config.auth().privateKinds().isEmpty()) {
      rules.add(
          new RejectForeignPrivateReads(config.auth().privateKinds(), config.auth().ownKinds()));
    }
    rules.add(tools.served);
    return new RequestPolicy(verb, config.limits(), rules, tools.refusals);
  }

  /** Who may read at all, whatever is asked for. */
  private static List<RequestRule> readers(RelayConfig config, Members members) {
    List<RequestRule> rules = new ArrayList<>();
    if (config.auth().mode().guardsReading()) {
      rules.add(new RejectUnauthenticatedReads());
    }
    if (config.membership().mode() == MembershipMode.BOTH) {
      rules.add(new RejectNonMemberReads(members));
    }
    return rules;
  }

  /** The kinds that lists name as not taken, ascending. */
  Set<Integer> disallowedKinds() {
    Set<Integer> kinds = new TreeSet<>(moderation.disallowedKinds());
    for (int kind : config.policy().kindsDenied().kinds()) {
      if (!moderation.allowedKinds().contains(kind)) {
        kinds.add(kind);
      }
    }
    return kinds;
  }

  /** The kinds that lists name as taken, ascending; empty when no list restricts them. */
  Set<Integer> listedKinds() {
    Set<Integer> kinds = new TreeSet<>(moderation.allowedKinds());
    for (int kind : config.policy().kindsAllowed().kinds()) {
      if (!config.policy().kindsDenied().contains(kind)
          && !moderation.disallowedKinds().contains(kind)) {
        kinds.add(kind);
      }
    }
    return kinds;
  }
}
