package heliograph.analytics;

import heliograph.database.Column;
import heliograph.database.Sql;
import heliograph.event.EventId;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Changes of authors' lists, and the edges that result from them.
 *
 * <pre>
 * put(event)     the newest list of this author and kind is this one
 * removed(id)    if the list that is kept is this one, the author has none any more
 * write          new lists ─► compared with those that are kept ─► only the difference is written
 * </pre>
 *
 * <p>Of several changes to one list only the last is written. A put that is older than the kept
 * list (of another relay on the same database, or read twice) changes nothing, so applying changes
 * again is harmless. Confined to one thread.
 */
final class AuthorLists {
  private record Key(PublicKey author, ListKind list) {}

  private record NumberedKey(int author, ListKind list) {}

  private record Kept(EventId id, long createdAt) {
    boolean isNewerThan(NostrEvent event) {
      return createdAt > event.createdAt()
          || createdAt == event.createdAt() && id.compareTo(event.id()) <= 0;
    }
  }

  private final Map<Key, NostrEvent> newest = new LinkedHashMap<>();
  private final Map<Key, Set<EventId>> gone = new LinkedHashMap<>();
  private final boolean storeIsAuthoritative;
  private int tags;

  /** Creates an empty set of changes of the feed. */
  AuthorLists() {
    this(false);
  }

  /**
   * Creates an empty set of changes.
   *
   * @param storeIsAuthoritative whether the lists are the current ones of the store and also
   *     replace newer ones
   */
  AuthorLists(boolean storeIsAuthoritative) {
    this.storeIsAuthoritative = storeIsAuthoritative;
  }

  /** Records a list, if the event is one. */
  void put(NostrEvent event) {
    ListKind list = ListKind.of(event.kind());
    if (list != null) {
      newest.put(new Key(event.pubkey(), list), event);
      tags += event.packed().tagCount();
    }
  }

  /** Records that an event was removed. */
  void removed(EventId id, PublicKey author, int kind) {
    ListKind list = ListKind.of(kind);
    if (list != null) {
      Key key = new Key(author, list);
      NostrEvent put = newest.get(key);
      if (put != null && put.id().equals(id)) {
        newest.remove(key);
      }
      gone.computeIfAbsent(key, k -> new HashSet<>()).add(id);
    }
  }

  /** Returns the ids of the events that are lists. */
  List<byte[]> ids() {
    return newest.values().stream().map(event -> event.id().bytes()).toList();
  }

  /** Returns the amount of work recorded, in tags. */
  int tags() {
    return tags;
  }

  boolean isEmpty() {
    return newest.isEmpty() && gone.isEmpty();
  }

  /** Writes the changes, within the caller's transaction. */
  void write(Sql sql, LocalDate today) {
    if (isEmpty()) {
      return;
    }
    Set<PublicKey> keys = new HashSet<>();
    newest.keySet().forEach(key -> keys.add(key.author));
    gone.keySet().forEach(key -> keys.add(key.author));
    newest.forEach((key, event) -> {
      if (key.list.isOfKeys()) {
        keys.addAll(ListKind.keys(event));
      }
    });
    Map<PublicKey, Integer> accounts = AccountIds.numbers(sql, keys);
    Map<NumberedKey, Kept> kept = kept(sql, accounts);
    Map<NumberedKey, @Nullable NostrEvent> changes = changes(accounts, kept);
    for (ListKind list : ListKind.values()) {
      Map<Integer, @Nullable NostrEvent> ofKind = new LinkedHashMap<>();
      changes.forEach((key, event) -> {
        if (key.list == list) {
          ofKind.put(key.author, event);
        }
      });
      if (!ofKind.isEmpty()) {
        writeEdges(sql, list, ofKind, accounts, today);
      }
    }
    writeLists(sql, changes);
  }

  /** Returns the kept lists of these authors, locked until the transaction ends. */
  private Map<NumberedKey, Kept> kept(Sql sql, Map<PublicKey, Integer> accounts) {
    Set<Integer> authors = new HashSet<>();
    newest.keySet().forEach(key -> authors.add(accounts.get(key.author)));
    gone.keySet().forEach(key -> authors.add(accounts.get(key.author)));
    Map<NumberedKey, Kept> kept = new HashMap<>();
    sql.query(
            """
            SELECT account, kind, event_id, created_at FROM author_list
             WHERE account = ANY (?::int[]) ORDER BY account, kind FOR UPDATE\
            """,
            Column.of("int4", authors))
        .each(row -> {
          ListKind list = ListKind.of(row.getInt(2));
          if (list != null) {
            EventId id = EventId.read(ByteBuffer.wrap(row.getBytes(3)), 0);
            kept.put(new NumberedKey(row.getInt(1), list), new Kept(id, row.getLong(4)));
          }
        });
    return kept;
  }

  /** Returns the lists to be written; null where there is none any more. */
  private Map<NumberedKey, @Nullable NostrEvent> changes(
      Map<PublicKey, Integer> accounts, Map<NumberedKey, Kept> kept) {
    Map<NumberedKey, @Nullable NostrEvent> changes = new LinkedHashMap<>();
    gone.forEach((key, ids) -> {
      NumberedKey numbered = new NumberedKey(accounts.getOrDefault(key.author, 0), key.list);
      Kept list = kept.get(numbered);
      if (list != null && ids.contains(list.id)) {
        changes.put(numbered, null);
      }
    });
    newest.forEach((key, event) -> {
      NumberedKey numbered = new NumberedKey(accounts.getOrDefault(key.author, 0), key.list);
      Kept list = kept.get(numbered);
      boolean same = list != null && list.id.equals(event.id());
      if (list == null
          || changes.containsKey(numbered)
          || !list.isNewerThan(event)
          || storeIsAuthoritative && !same) {
        changes.put(numbered, event);
      }
    });
    return changes;
  }

  private static void writeEdges(
      Sql sql,
      ListKind list,
      Map<Integer, @Nullable NostrEvent> lists,
      Map<PublicKey, Integer> accounts,
      LocalDate today) {
    switch (list) {
      case FOLLOWS -> {
        EdgeChanges changes = EdgeChanges.of(sql, "follow", lists, accounts);
        changes.write(sql);
        changes.writeFollowerChanges(sql, today);
      }
      case MUTES -> EdgeChanges.of(sql, "mute", lists, accounts).write(sql);
      case RELAYS -> RelayUses.write(sql, lists);
      case INTERESTS -> writeInterests(sql, lists);
    }
  }

  private static void writeInterests(Sql sql, Map<Integer, @Nullable NostrEvent> lists) {
    sql.run(
        "DELETE FROM interest WHERE source = ANY (?::int[])", Column.of("int4", lists.keySet()));
    List<Integer> sources = new ArrayList<>();
    List<String> topics = new ArrayList<>();
    lists.forEach((source, event) -> {
      if (event != null) {
        for (String topic : ListKind.topics(event)) {
          sources.add(source);
          topics.add(topic);
        }
      }
    });
    sql.run(
        "INSERT INTO interest SELECT * FROM unnest(?::int[], ?::text[])",
        Column.of("int4", sources),
        Column.of("text", topics));
  }

  private static void writeLists(Sql sql, Map<NumberedKey, @Nullable NostrEvent> changes) {
    List<NumberedKey> all = List.copyOf(changes.keySet());
    sql.run(
        """
        DELETE FROM author_list l USING unnest(?::int[], ?::int[]) AS g (account, kind)
         WHERE l.account = g.account AND l.kind = g.kind\
        """,
        Column.of("int4", all.stream().map(NumberedKey::author).toList()),
        Column.of("int4", all.stream().map(key -> key.list.kind()).toList()));
    List<NumberedKey> put = all.stream().filter(key -> changes.get(key) != null).toList();
    List<NostrEvent> events = new ArrayList<>();
    for (NumberedKey key : put) {
      NostrEvent event = changes.get(key);
      if (event != null) {
        events.add(event);
      }
    }
    sql.run(
        """
        INSERT INTO author_list (account, kind, event_id, created_at, entries)
        SELECT * FROM unnest(?::int[], ?::int[], ?::bytea[], ?::bigint[], ?::int[])\
        """,
        Column.of("int4", put.stream().map(NumberedKey::author).toList()),
        Column.of("int4", put.stream().map(key -> key.list.kind()).toList()),
        Column.of("bytea", events.stream().map(event -> event.id().bytes()).toList()),
        Column.of("bigint", events.stream().map(NostrEvent::createdAt).toList()),
        Column.of("int4", events.stream().map(event -> event.packed().tagCount()).toList()));
  }
}
