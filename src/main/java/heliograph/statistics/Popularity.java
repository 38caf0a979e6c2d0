package heliograph.statistics;

import heliograph.database.Row;
import heliograph.database.Sql;
import java.util.List;
import java.util.function.Function;

/**
 * A list of things by the number of authors that name them, the most named first. The counts were
 * stored by the last nightly maintenance; before the first one, they are made from the authors'
 * lists. A page past the end of stored counts is empty. Each page is two ranges of an index, see
 * {@link Descending}.
 *
 * @param name the name of the question
 * @param stored the table of stored counts
 * @param live a query with the same columns
 * @param count the column of the number of authors
 * @param key the column that distinguishes things with equal counts
 * @param shown the columns selected from {@code page p}, with the tables to join
 * @param first a value lower than any key
 * @param read converts a row to a thing
 */
record Popularity<T>(
    String name,
    String stored,
    String live,
    String count,
    String key,
    String shown,
    Object first,
    Function<Row, T> read) {

  private record Placed<T>(long count, Object key, T value) {}

  /** Returns a page of the list. */
  Page<T> page(Questions questions, PageRequest page) {
    PageRequest.Key after = page.after(Long.MAX_VALUE, first);
    Object last = first instanceof Integer ? after.smallNumber(1) : after.text(1);
    List<Placed<T>> rows =
        questions.ask(
            name,
            sql ->
                rows(
                    sql,
                    hasStored(sql) ? stored : "(" + live + ")",
                    after.number(0),
                    last,
                    page.limit() + 1));
    return Page.of(rows, page.limit(), row -> PageRequest.key(row.count(), row.key()))
        .map(Placed::value);
  }

  private boolean hasStored(Sql sql) {
    return new Question(name, "SELECT EXISTS (SELECT FROM " + stored + ") AS known")
        .on(sql, row -> row.getBoolean("known"))
        .getFirst();
  }

  private List<Placed<T>> rows(Sql sql, String counts, long below, Object last, int wanted) {
    String text =
        """
        WITH page AS (
          (SELECT * FROM %1$s e WHERE e.%2$s = ? AND e.%3$s > ? ORDER BY e.%3$s LIMIT ?)
        UNION ALL
          (SELECT * FROM %1$s b WHERE b.%2$s < ? ORDER BY b.%2$s DESC, b.%3$s LIMIT ?))
        SELECT p.%2$s AS place_count, p.%3$s AS place_key, %4$s
         ORDER BY p.%2$s DESC, p.%3$s LIMIT ?\
        """
            .formatted(counts, count, key, shown);
    return new Question(name, text, below, last, wanted, below, wanted, wanted)
        .on(
            sql,
            row ->
                new Placed<>(
                    row.getLong("place_count"),
                    first instanceof Integer
                        ? (Object) row.getInt("place_key")
                        : row.getString("place_key"),
                    read.apply(row)));
  }
}
