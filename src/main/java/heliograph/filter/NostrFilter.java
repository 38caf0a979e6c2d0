package heliograph.filter;

import heliograph.event.PackedEvent;
import heliograph.event.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A NIP-01 filter: all its conditions must hold. An absent condition is a set that contains
 * everything, an absent bound the extreme value, so matching has no special cases.
 *
 * @param ids event ids
 * @param authors public keys
 * @param kinds kinds
 * @param tags one condition for each {@code #x} key, all of which must hold
 * @param since lowest created_at, seconds, inclusive
 * @param until highest created_at, seconds, inclusive
 * @param limit most stored events wanted; negative when the client named none
 * @param wholeSeconds whether all events of the second in which the limit is reached are included
 *     (NIP-67)
 * @param search the text to search for (NIP-50), empty when absent; judged by {@code search}, not
 *     by {@link #matches}
 */
public record NostrFilter(
    KeySet ids,
    KeySet authors,
    KindSet kinds,
    List<TagCondition> tags,
    long since,
    long until,
    int limit,
    boolean wholeSeconds,
    Optional<String> search) {

  /** Matches every event. */
  public static final NostrFilter EVERYTHING =
      new NostrFilter(
          KeySet.ALL,
          KeySet.ALL,
          KindSet.ALL,
          List.of(),
          Long.MIN_VALUE,
          Long.MAX_VALUE,
          -1,
          false,
          Optional.empty());

  public NostrFilter {
    tags = List.copyOf(tags);
  }

  /** Returns the limit the client named. */
  public OptionalInt namedLimit() {
    return limit < 0 ? OptionalInt.empty() : OptionalInt.of(limit);
  }

  /** Returns this filter with another limit, which may split a second. */
  public NostrFilter withLimit(int newLimit) {
    return new NostrFilter(ids, authors, kinds, tags, since, until, newLimit, false, search);
  }

  /**
   * Returns this filter with a limit that does not split a second: all events of the second in
   * which the limit is reached belong to the page. If the second of {@code until} fills the page
   * alone, the page continues with older events, so that asking again with the oldest second of the
   * last page always makes progress.
   */
  public NostrFilter withPage(int size) {
    return new NostrFilter(ids, authors, kinds, tags, since, until, size, true, search);
  }

  /** Returns this filter for these ids alone and without a limit. */
  public NostrFilter withIds(KeySet newIds) {
    return new NostrFilter(newIds, authors, kinds, tags, since, until, -1, false, search);
  }

  /** Returns this filter for events of these authors. */
  public NostrFilter ofAuthors(PublicKey... keys) {
    long[] words = new long[4 * keys.length];
    for (int i = 0; i < keys.length; i++) {
      words[4 * i] = keys[i].a();
      words[4 * i + 1] = keys[i].b();
      words[4 * i + 2] = keys[i].c();
      words[4 * i + 3] = keys[i].d();
    }
    KeySet newAuthors = KeySet.of(words);
    return new NostrFilter(ids, newAuthors, kinds, tags, since, until, limit, wholeSeconds, search);
  }

  /** Returns this filter for events of these kinds. */
  public NostrFilter ofKinds(int... newKinds) {
    return new NostrFilter(
        ids, authors, KindSet.of(newKinds), tags, since, until, limit, wholeSeconds, search);
  }

  /** Returns this filter with these tag conditions, all of which must hold. */
  public NostrFilter withTags(List<TagCondition> newTags) {
    return new NostrFilter(ids, authors, kinds, newTags, since, until, limit, wholeSeconds, search);
  }

  /** Returns this filter for events of these seconds, both ends included. */
  public NostrFilter between(long newSince, long newUntil) {
    return new NostrFilter(
        ids, authors, kinds, tags, newSince, newUntil, limit, wholeSeconds, search);
  }

  /** Returns true if no event can match: an empty list, or since after until. */
  public boolean matchesNothing() {
    if (ids.isEmpty() || authors.isEmpty() || kinds.isEmpty() || since > until) {
      return true;
    }
    for (int i = 0; i < tags.size(); i++) {
      if (tags.get(i).size() == 0) {
        return true;
      }
    }
    return false;
  }

  /** Returns true if {@code event} meets every condition; the limit is ignored. */
  public boolean matches(PackedEvent event) {
    if (!matchesHead(event)) {
      return false;
    }
    for (int i = 0; i < tags.size(); i++) {
      if (!tags.get(i).matches(event)) {
        return false;
      }
    }
    return true;
  }

  /** Does what {@link #matches(PackedEvent)} does, for an event matched against many filters. */
  public boolean matches(PackedEvent event, EventTags eventTags) {
    if (!matchesHead(event)) {
      return false;
    }
    for (int i = 0; i < tags.size(); i++) {
      if (!tags.get(i).matches(event, eventTags)) {
        return false;
      }
    }
    return true;
  }

  private boolean matchesHead(PackedEvent event) {
    long createdAt = event.createdAt();
    if (createdAt < since || createdAt > until || !kinds.contains(event.kind())) {
      return false;
    }
    if (!authors.isAll()
        && !authors.contains(
            event.pubkeyWord(0), event.pubkeyWord(1), event.pubkeyWord(2), event.pubkeyWord(3))) {
      return false;
    }
    return ids.isAll()
        || ids.contains(event.idWord(0), event.idWord(1), event.idWord(2), event.idWord(3));
  }
}
