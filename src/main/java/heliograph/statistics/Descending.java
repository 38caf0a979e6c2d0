package heliograph.statistics;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A list of entities by a number, the greatest first, equal ones by a key. A page of it is two
 * ranges of the index on both: the rest of those that are equal to the last row of the page before,
 * then those below it. Written as one condition, a page among many equal ones would read all of
 * them from the first on.
 *
 * @param type of the rows
 * @param select JPQL that ends where a condition on {@code r} is missing
 * @param number path of the number
 * @param key path of the key
 */
record Descending<E>(Class<E> type, String select, String number, String key) {

  /**
   * Returns the first rows after a place.
   *
   * @param parameters of {@code select}
   * @param last number of the row before
   * @param lastKey key of the row before; empty for those below {@code last} only
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
