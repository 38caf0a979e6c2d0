package heliograph.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** How large tables, partitions and indexes are. */
public final class DatabaseSizes {
  private DatabaseSizes() {}

  /** Tables, the months of {@code analytics_events} and the ten largest indexes, a line each. */
  public static String describe(Connection connection) throws SQLException {
    return lines(
            connection,
            """
            SELECT c.relname, pg_total_relation_size(c.oid), greatest(c.reltuples, 0)::bigint
              FROM pg_class c
             WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'm')
             ORDER BY 2 DESC\
            """)
        + lines(
            connection,
            """
            SELECT indexrelname, pg_relation_size(indexrelid), idx_scan
              FROM pg_stat_user_indexes WHERE schemaname = 'public' ORDER BY 2 DESC LIMIT 10\
            """);
  }

  private static String lines(Connection connection, String sql) throws SQLException {
    StringBuilder text = new StringBuilder();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        text.append(
            "%n%-40s %,14d bytes %,14d"
                .formatted(row.getString(1), row.getLong(2), row.getLong(3)));
      }
    }
    return text.toString();
  }
}
