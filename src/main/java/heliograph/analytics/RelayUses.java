package heliograph.analytics;

import heliograph.database.Columns;
import heliograph.event.NostrEvent;
import heliograph.event.RelayMarker;
import heliograph.event.Tags;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which relays authors read and write (NIP-65). Confined to one thread. */
final class RelayUses {
  private RelayUses() {}

  /** Replaces the relays of each source by those of its new list, null for none. */
  static void write(Connection connection, Map<Integer, @Nullable NostrEvent> lists)
      throws SQLException {
    Map<Integer, Map<String, RelayMarker>> uses = new HashMap<>();
    SortedSet<String> urls = new TreeSet<>();
    lists.forEach((source, event) -> {
      if (event != null) {
        Map<String, RelayMarker> relays = Tags.of(event).relayUses();
        uses.put(source, relays);
        urls.addAll(relays.keySet());
      }
    });
    try (Columns delete =
        new Columns(connection, "DELETE FROM relay_use WHERE source = ANY (?::int[])")) {
      delete.column("int4", lists.keySet()).run();
    }
    Map<String, Integer> relays = numbers(connection, urls);
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
    try (Columns insert =
        new Columns(
            connection,
            "INSERT INTO relay_use SELECT * FROM unnest(?::int[], ?::int[], ?::bool[], ?::bool[])")) {
      insert
          .column("int4", sources)
          .column("int4", numbers)
          .column("bool", reads)
          .column("bool", writes)
          .run();
    }
  }

  private static Map<String, Integer> numbers(Connection connection, SortedSet<String> urls)
      throws SQLException {
    try (Columns insert =
        new Columns(
            connection,
            """
            INSERT INTO relay (url)
            SELECT u FROM unnest(?::text[]) AS u WHERE NOT EXISTS (SELECT FROM relay WHERE url = u)
             ORDER BY 1
            ON CONFLICT DO NOTHING\
            """)) {
      insert.column("text", urls).run();
    }
    Map<String, Integer> numbers = new HashMap<>();
    try (Columns select =
        new Columns(
            connection,
            "SELECT r.url, r.id FROM unnest(?::text[]) AS u JOIN relay r ON r.url = u")) {
      select.column("text", urls);
      try (ResultSet row = select.statement().executeQuery()) {
        while (row.next()) {
          numbers.put(row.getString(1), row.getInt(2));
        }
      }
    }
    return numbers;
  }
}
