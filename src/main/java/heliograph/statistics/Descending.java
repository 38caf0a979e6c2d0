package heliograph.statistics;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A list of entities ordered by a number, the greatest first, and by a key where numbers are equal.
 * A page is two ranges of the index on both: the remaining rows with the number of the last row of
 * the page before, then those with smaller numbers. With a single condition, a page among many
 * equal rows would read all of them from the first one.
 *
 * @param type the type of the rows
 * @param select JPQL that ends where a condition on {@code r} is missing
 * @param number the path of the number
 * @param key the path of the key
 */
record Descending<E>(Class<E> type, String select, String number, String key) {

  /**
   * Returns the first rows after a row.
   *
   * @param parameters the parameters of {@code select}
   * @param last the number of the row before
   * @param lastKey the key of the row before; empty for only rows below {@code last}
   */
  List<E> after(
      EntityManager entities,
      Map<String, Object> parameters,
      Number last,
      Optional<?> lastKey,
      int wanted) {
    List<E> found = new ArrayList<>();
    if (lastKey.isPresent()) {
      String equal = "r.%1$s = :last AND r.%2$s > :lastKey ORDER BY r.%2$s".formatted(number, key);
      found.addAll(
          query(entities, equal, parameters, last, wanted)
              .setParameter("lastKey", lastKey.get())
              .getResultList());
    }
    if (found.size() < wanted) {
      String below = "r.%1$s < :last ORDER BY r.%1$s DESC, r.%2$s".formatted(number, key);
      found.addAll(query(entities, below, parameters, last, wanted - found.size()).getResultList());
    }
    return found;
  }

  private TypedQuery<E> query(
      EntityManager entities,
      String condition,
      Map<String, Object> parameters,
      Number last,
      int wanted) {
    TypedQuery<E> query =
        entities
            .createQuery(select + condition, type)
            .setParameter("last", last)
            .setMaxResults(wanted);
    parameters.forEach(query::setParameter);
    return query;
  }
}
