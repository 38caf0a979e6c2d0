package heliograph.database;

/** Reports the sizes of tables, partitions and indexes. */
public final class DatabaseSizes {
  private DatabaseSizes() {}

  /**
   * Returns a line for each table, each month of {@code analytics_events} and the ten largest
   * indexes.
   */
  public static String describe(Sql sql) {
    return lines(
            sql,
            """
            SELECT c.relname, pg_total_relation_size(c.oid), greatest(c.reltuples, 0)::bigint
              FROM pg_class c
             WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'm')
             ORDER BY 2 DESC\
            """)
        + lines(
            sql,
            """
            SELECT indexrelname, pg_relation_size(indexrelid), idx_scan
              FROM pg_stat_user_indexes WHERE schemaname = 'public' ORDER BY 2 DESC LIMIT 10\
            """);
  }

  private static String lines(Sql sql, String text) {
    StringBuilder lines = new StringBuilder();
    sql.query(text)
        .each(row ->
            lines.append(
                "%n%-40s %,14d bytes %,14d"
                    .formatted(row.getString(1), row.getLong(2), row.getLong(3))));
    return lines.toString();
  }
}
