package heliograph.policy;

import heliograph.config.AdminRole;
import heliograph.config.KindRanges;
import heliograph.config.Limits;
import heliograph.config.PolicyConfig;
import heliograph.config.QueueLimits;
import heliograph.config.RelayConfig;
import heliograph.event.PackedEvent;
import heliograph.event.PublicKey;
import heliograph.filter.KindSet;
import heliograph.filter.NostrFilter;
import heliograph.filter.Visibility;
import heliograph.metrics.Meters;
import heliograph.protocol.MessagePrefix;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The rules that apply now, made from the configuration and the administrators' decisions.
 *
 * <p>Both may change while the relay runs. A change builds all rules again and replaces them at
 * once, so that every judgement uses either the old rules or the new ones; the new ones apply to
 * open connections from their next message on. The counts of rates are kept. Thread-safe.
 */
public final class CurrentPolicy {
  private final RuleBook.Tools tools;
  private volatile RuleBook book;

  /**
   * Creates the first rules.
   *
   * @param self the relay's own key, always allowed
   * @param plugin the slot of the write-policy program
   * @param nanoClock the clock for rates, in nanoseconds
   */
  public CurrentPolicy(
      RelayConfig config,
      Moderation moderation,
      PublicKey self,
      PluginSlot plugin,
      TrustedFollowers followers,
      Meters meters,
      LongSupplier nanoClock) {
    tools =
        new RuleBook.Tools(
            self,
            plugin,
            new Allowances(config.shares().rates(), nanoClock),
            new ServedBudget(
                grant(config), followers, config.shares().rates().keysMax(), nanoClock),
            new Refusals(meters));
    book = RuleBook.of(config, moderation, tools);
  }

  private static ServedBudget.Grant grant(RelayConfig config) {
    return new ServedBudget.Grant(
        config.shares().rates().servedPerDay(),
        config.shares().rates().servedFreeFollowers(),
        config.shares().rates().exempt());
  }

  /** Applies a new configuration, which has been checked. */
  public synchronized void apply(RelayConfig config) {
    tools.allowances().apply(config.shares().rates());
    tools.served().grant(grant(config));
    book = RuleBook.of(config, book.moderation(), tools);
  }

  /** Applies the administrators' decisions. */
  public synchronized void apply(Moderation moderation) {
    book = RuleBook.of(book.config(), moderation, tools);
  }

  /** Returns the current configuration. */
  public RelayConfig config() {
    return book.config();
  }

  public Limits limits() {
    return book.config().live().limits();
  }

  public QueueLimits queues() {
    return book.config().fixed().queues();
  }

  public Moderation moderation() {
    return book.moderation();
  }

  /** Returns the rules for EVENTs of clients. */
  public EventPolicy events() {
    return book.events();
  }

  /** Returns the rules for the operator's own files. */
  public EventPolicy imports() {
    return book.imports();
  }

  /** Returns the rules for REQs. */
  public RequestPolicy requests() {
    return book.requests();
  }

  /** Returns the rules for COUNTs. */
  public RequestPolicy counts() {
    return book.counts();
  }

  /** Returns the rules for NEG-OPENs. */
  public RequestPolicy reconciliations() {
    return book.reconciliations();
  }

  /**
   * Judges whether {@code requester} may read at all, over any protocol: its address, and what a
   * REQ needs before its filters are checked.
   */
  public Verdict checkReader(Requester requester) {
    if (isBlocked(requester.address())) {
      return new Verdict.Rejected(MessagePrefix.BLOCKED, "your address is blocked here");
    }
    for (RequestRule rule : book.readers()) {
      Verdict verdict = rule.check(List.of(), requester);
      if (verdict instanceof Verdict.Rejected) {
        return verdict;
      }
    }
    return Verdict.ACCEPTED;
  }

  /** Returns true if everybody may read, apart from blocked addresses. */
  public boolean isOpen() {
    return book.readers().isEmpty();
  }

  /** Returns what {@code requester} may see; it uses the current rules at each call. */
  public Visibility visibilityFor(Requester requester) {
    return new RequesterView(requester, () -> book.reads());
  }

  /**
   * Returns true if everybody sees every event of these kinds: nothing is banned and none is
   * private.
   */
  public boolean hidesNone(KindSet kinds) {
    ReadRules now = book.reads();
    boolean none = now.hidden().isEmpty() && (!kinds.isAll() || now.privateKinds().isEmpty());
    for (int i = 0; none && i < kinds.size(); i++) {
      none = !now.privateKinds().contains(kinds.kind(i));
    }
    return none;
  }

  /** Returns true if {@code requester} would be shown {@code event} by a REQ that asks for it. */
  public boolean maySee(Requester requester, PackedEvent event) {
    return checkReader(requester) instanceof Verdict.Accepted
        && visibilityFor(requester).shows(event);
  }

  /**
   * Returns true if a filter names kinds, and only those that are served to their parties alone.
   */
  public boolean namesPrivateKindsOnly(KindSet kinds) {
    return book.reads().namesPrivateKindsOnly(kinds);
  }

  /** Returns true if filters could match events that are served to their parties alone. */
  public boolean coverPrivateKinds(List<NostrFilter> filters) {
    KindRanges kinds = book.reads().privateKinds();
    for (NostrFilter filter : filters) {
      if (filter.kinds().isAll() && !kinds.isEmpty()) {
        return true;
      }
      for (int i = 0; i < filter.kinds().size(); i++) {
        if (kinds.contains(filter.kinds().kind(i))) {
          return true;
        }
      }
    }
    return false;
  }

  /** Returns true if no event is served to clients that have not authenticated. */
  public boolean readingTakesAuthentication() {
    return book.config().live().readingTakesAuthentication();
  }

  /** Counts stored events sent to {@code requester}. */
  public void served(Requester requester, int events) {
    tools.served().served(requester, events);
  }

  /** Counts a refused event that no rule judged: malformed, forged, or without room in a queue. */
  public void refused(RuleName rule, int kind) {
    tools.refusals().event(rule, kind);
  }

  /** Counts a message that could not be read or served. */
  public void refused(String verb, RuleName rule) {
    tools.refusals().request(verb, rule);
  }

  /** Judges a new connection. */
  public Verdict checkConnection(InetAddress address) {
    RuleBook now = book;
    if (isBlocked(address)) {
      tools.refusals().request("connection", RuleName.REJECT_BLOCKED_ADDRESSES);
      return new Verdict.Rejected(MessagePrefix.BLOCKED, "your address is blocked here");
    }
    Verdict verdict =
        new LimitByAddress(
                tools.allowances().connectionsByAddress,
                now.config().shares().rates().exempt(),
                "connections")
            .check(address);
    if (verdict instanceof Verdict.Rejected) {
      tools.refusals().request("connection", RuleName.LIMIT_BY_ADDRESS);
    }
    return verdict;
  }

  /** Returns the number of connections that this address may have open. */
  public int connectionsMax(InetAddress address) {
    RelayConfig now = book.config();
    int most = now.shares().addresses().connectionsMax();
    return most == 0 || now.shares().rates().exempt().contains(address) ? Integer.MAX_VALUE : most;
  }

  /**
   * Returns the part of {@code whole}, which all clients share, that this address may hold when it
   * is scarce.
   */
  public long shareOf(InetAddress address, long whole) {
    RelayConfig now = book.config();
    return now.shares().rates().exempt().contains(address)
        ? whole
        : now.shares().addresses().shareOf(whole);
  }

  /** Returns true if clients at this address are refused. */
  public boolean isBlocked(InetAddress address) {
    RuleBook now = book;
    PolicyConfig policy = now.config().live().policy();
    return policy.addressesDenied().contains(address)
        || !policy.addressesAllowed().isEmpty() && !policy.addressesAllowed().contains(address)
        || now.blockedAddresses().contains(address);
  }

  /**
   * Returns true for keys whose events are accepted where those of others are not: listed keys,
   * members, administrators and the relay itself.
   */
  public boolean isMember(PublicKey key) {
    return book.members().contains(key);
  }

  /** Returns true if the author is banned, by file or by NIP-86. */
  public boolean isBanned(PublicKey key) {
    return book.reads().hidden().authors().size() > 0
        && book.reads().hidden().authors().contains(key.a(), key.b(), key.c(), key.d());
  }

  /** Returns true if {@code key} is an administrator without restrictions. */
  public boolean isAdmin(PublicKey key) {
    return book.config().live().admins().contains(key.hex());
  }

  /** Returns the role of {@code key} as an administrator; empty if it is none. */
  public Optional<AdminRole> roleOf(PublicKey key) {
    RelayConfig now = book.config();
    String hex = key.hex();
    if (now.live().admins().contains(hex)) {
      return Optional.of(AdminRole.ADMINISTRATOR);
    }
    if (now.live().api().moderators().contains(hex)) {
      return Optional.of(AdminRole.MODERATOR);
    }
    return now.live().api().viewers().contains(hex)
        ? Optional.of(AdminRole.VIEWER)
        : Optional.empty();
  }

  /** Returns the kinds that lists name as not accepted, ascending. */
  public Set<Integer> disallowedKinds() {
    return book.disallowedKinds();
  }

  /**
   * Returns the kinds that lists name as accepted, ascending; empty when no list restricts them.
   */
  public Set<Integer> listedKinds() {
    return book.listedKinds();
  }
}
