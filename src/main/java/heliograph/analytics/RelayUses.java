package heliograph.analytics;

import heliograph.database.Column;
import heliograph.database.Sql;
import heliograph.event.NostrEvent;
import heliograph.event.RelayMarker;
import heliograph.event.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The relays that authors read and write (NIP-65). Confined to one thread. */
final class RelayUses {
  private RelayUses() {}

  /** Replaces the relays of each source by those of its new list; null for none. */
  static void write(Sql sql, Map<Integer, @Nullable NostrEvent> lists) {
    Map<Integer, Map<String, RelayMarker>> uses = new HashMap<>();
    SortedSet<String> urls = new TreeSet<>();
    lists.forEach((source, event) -> {
      if (event != null) {
        Map<String, RelayMarker> relays = Tags.of(event).relayUses();
        uses.put(source, relays);
        urls.addAll(relays.keySet());
      }
    });
    sql.run(
        "DELETE FROM relay_use WHERE source = ANY (?::int[])", Column.of("int4", lists.keySet()));
    Map<String, Integer> relays = numbers(sql, urls);
    List<Integer> sources = new ArrayList<>();
    List<Integer> numbers = new ArrayList<>();
    List<Boolean> reads = new ArrayList<>();
    List<Boolean> writes = new ArrayList<>();
    uses.forEach((source, used) ->
        used.forEach((url, use) -> {
          sources.add(source);
          numbers.add(relays.getOrDefault(url, 0));
          reads.add(use.reads());
          writes.add(use.writes());
        }));
    sql.run(
        "INSERT INTO relay_use SELECT * FROM unnest(?::int[], ?::int[], ?::bool[], ?::bool[])",
        Column.of("int4", sources),
        Column.of("int4", numbers),
        Column.of("bool", reads),
        Column.of("bool", writes));
  }

  private static Map<String, Integer> numbers(Sql sql, SortedSet<String> urls) {
    sql.run(
        """
        INSERT INTO relay (url)
        SELECT u FROM unnest(?::text[]) AS u WHERE NOT EXISTS (SELECT FROM relay WHERE url = u)
         ORDER BY 1
        ON CONFLICT DO NOTHING\
        """,
        Column.of("text", urls));
    Map<String, Integer> numbers = new HashMap<>();
    sql.query(
            "SELECT r.url, r.id FROM unnest(?::text[]) AS u JOIN relay r ON r.url = u",
            Column.of("text", urls))
        .each(row -> {
          numbers.put(row.getString(1), row.getInt(2));
        });
    return numbers;
  }
}
