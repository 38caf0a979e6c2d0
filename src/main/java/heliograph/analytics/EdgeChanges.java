package heliograph.analytics;

import heliograph.database.Column;
import heliograph.database.Sql;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The difference between the edges that are kept and those of new lists: most lists change by one
 * entry, and only that is written. Confined to one thread.
 */
final class EdgeChanges {
  private final String table;
  private final List<Integer> addedSources = new ArrayList<>();
  private final List<Integer> addedTargets = new ArrayList<>();
  private final List<Integer> removedSources = new ArrayList<>();
  private final List<Integer> removedTargets = new ArrayList<>();

  private EdgeChanges(String table) {
    this.table = table;
  }

  /**
   * Compares the kept edges with new lists.
   *
   * @param table the table of edges from account to account
   * @param lists the new list of each source; null for none
   * @param accounts the ids of all keys in the lists
   */
  static EdgeChanges of(
      Sql sql,
      String table,
      Map<Integer, @Nullable NostrEvent> lists,
      Map<PublicKey, Integer> accounts) {
    Map<Integer, Set<Integer>> kept = new HashMap<>();
    sql.query(
            "SELECT source, target FROM " + table + " WHERE source = ANY (?::int[])",
            Column.of("int4", lists.keySet()))
        .each(row -> {
          kept.computeIfAbsent(row.getInt(1), source -> new HashSet<>()).add(row.getInt(2));
        });
    EdgeChanges changes = new EdgeChanges(table);
    lists.forEach((source, event) -> {
      Set<Integer> wanted = new HashSet<>();
      if (event != null) {
        ListKind.keys(event).forEach(key -> wanted.add(accounts.getOrDefault(key, 0)));
      }
      changes.compare(source, kept.getOrDefault(source, Set.of()), wanted);
    });
    return changes;
  }

  private void compare(int source, Set<Integer> kept, Set<Integer> wanted) {
    for (int target : wanted) {
      if (!kept.contains(target)) {
        addedSources.add(source);
        addedTargets.add(target);
      }
    }
    for (int target : kept) {
      if (!wanted.contains(target)) {
        removedSources.add(source);
        removedTargets.add(target);
      }
    }
  }

  void write(Sql sql) {
    if (!removedSources.isEmpty()) {
      sql.run(
          "DELETE FROM "
              + table
              + " e USING unnest(?::int[], ?::int[]) AS g (source, target)"
              + " WHERE e.source = g.source AND e.target = g.target",
          Column.of("int4", removedSources),
          Column.of("int4", removedTargets));
    }
    if (!addedSources.isEmpty()) {
      sql.run(
          "INSERT INTO "
              + table
              + " SELECT * FROM unnest(?::int[], ?::int[]) ON CONFLICT DO NOTHING",
          Column.of("int4", addedSources),
          Column.of("int4", addedTargets));
    }
  }

  /** Adds the followers that accounts have gained and lost to the figures of their day. */
  void writeFollowerChanges(Sql sql, LocalDate today) {
    Map<Integer, long[]> byTarget = new TreeMap<>();
    addedTargets.forEach(target -> byTarget.computeIfAbsent(target, t -> new long[2])[0]++);
    removedTargets.forEach(target -> byTarget.computeIfAbsent(target, t -> new long[2])[1]++);
    if (byTarget.isEmpty()) {
      return;
    }
    sql.run(
        """
        INSERT INTO follower_changes AS t (day, account, gained, lost)
        SELECT ?::date, * FROM unnest(?::int[], ?::bigint[], ?::bigint[]) ORDER BY 2
        ON CONFLICT (account, day) DO UPDATE SET
          gained = t.gained + excluded.gained, lost = t.lost + excluded.lost\
        """,
        today,
        Column.of("int4", byTarget.keySet()),
        Column.of("bigint", byTarget.values().stream().map(row -> row[0]).toList()),
        Column.of("bigint", byTarget.values().stream().map(row -> row[1]).toList()));
  }
}
