package heliograph.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The operator's rules, besides the limits.
 *
 * @param difficultyMin leading zero bits an event's id must have (NIP-13)
 * @param kindsAllowed the only kinds accepted; empty for all
 * @param kindsDenied kinds never accepted
 * @param kindsElsewhere kinds that do not belong on a relay
 * @param pubkeysAllowed the only authors accepted, 64 hex digits each; empty for all
 * @param pubkeysDenied authors whose events are neither accepted nor served
 * @param wordsDenied content with one of these is refused; lower case
 * @param addressesAllowed the only addresses clients may come from; empty for all
 * @param addressesDenied addresses whose clients are refused
 * @param filtersNeedKinds whether a filter that names neither ids nor kinds is refused
 * @param protectedEvents whether events with the {@code -} tag are accepted from their author
 *     (NIP-70)
 * @param plugin an external program that also decides
 */
public record PolicyConfig(
    int difficultyMin,
    KindRanges kindsAllowed,
    KindRanges kindsDenied,
    KindRanges kindsElsewhere,
    Set<String> pubkeysAllowed,
    Set<String> pubkeysDenied,
    List<String> wordsDenied,
    AddressRanges addressesAllowed,
    AddressRanges addressesDenied,
    boolean filtersNeedKinds,
    boolean protectedEvents,
    Plugin plugin) {

  /**
   * The external write policy.
   *
   * @param command program and arguments; empty for none
   * @param timeout how long an answer may take
   * @param failOpen whether events that it could not judge are accepted
   */
  public record Plugin(List<String> command, Duration timeout, boolean failOpen) {
    public Plugin {
      command = List.copyOf(command);
    }
  }

  public PolicyConfig {
    pubkeysAllowed = Set.copyOf(pubkeysAllowed);
    pubkeysDenied = Set.copyOf(pubkeysDenied);
    wordsDenied = List.copyOf(wordsDenied);
  }

  static PolicyConfig read(ReloadableConfigReader in) {
    return new PolicyConfig(
        in.integer(
            "heliograph.policy.difficulty-min",
            0,
            0,
            256,
            "Leading zero bits an event's id must have (NIP-13)."),
        in.kinds(
            "heliograph.policy.kinds-allowed",
            "",
            "The only kinds accepted, like 0,3,10000-19999; empty for all."),
        in.kinds("heliograph.policy.kinds-denied", "", "Kinds never accepted."),
        in.kinds(
            "heliograph.policy.kinds-elsewhere",
            "13-15,9734,24242,27235",
            "Kinds that do not belong on a relay, like seals (13), messages within wraps (14, 15),"
                + " zap requests (9734) and proofs for HTTP servers (24242, 27235); neither"
                + " accepted nor passed on."),
        new TreeSet<>(
            in.keys(
                "heliograph.policy.pubkeys-allowed",
                "The only authors accepted, by key; empty for all.")),
        new TreeSet<>(
            in.keys(
                "heliograph.policy.pubkeys-denied",
                "Authors whose events are not accepted or served.")),
        in
            .list("heliograph.policy.words-denied", "", "Content with one of these is refused.")
            .stream()
            .map(word -> word.toLowerCase(Locale.ROOT))
            .toList(),
        in.addresses(
            "heliograph.policy.addresses-allowed",
            "",
            "The only IP addresses and ranges clients may come from; empty for all."),
        in.addresses(
            "heliograph.policy.addresses-denied",
            "",
            "IP addresses and ranges whose clients are refused."),
        in.flag(
            "heliograph.policy.filters-need-kinds",
            false,
            "Refuse filters that name neither ids nor kinds."),
        in.flag(
            "heliograph.policy.protected-events",
            true,
            "Accept events with the - tag (NIP-70) from their authenticated author; if off, none."),
        new Plugin(
            in.words(
                "heliograph.policy.plugin",
                "A program that judges events in strfry's plugin protocol; empty for none."),
            in.duration(
                "heliograph.policy.plugin-timeout",
                "5s",
                "How long the plugin may take for one event."),
            in.flag(
                "heliograph.policy.plugin-fail-open",
                false,
                "Accept events that the plugin could not judge.")));
  }
}
