package heliograph.statistics;

import heliograph.database.JobNames;
import heliograph.database.Sql;
import jakarta.persistence.EntityManager;
import java.util.List;

/**
 * Chooses the run of the graph jobs that answers a question. All pages of one answer come from the
 * same run; its rows are kept until two later runs have been published.
 */
final class Generations {
  private Generations() {}

  /** Returns the run asked for, or the last one for 0. Only the last two have all their rows. */
  static long find(Sql sql, long asked) {
    List<Long> runs =
        new Question(
                "graph run",
                """
                SELECT id FROM graph_generation WHERE job = ? AND published_at IS NOT NULL
                 ORDER BY id DESC LIMIT 2\
                """,
                JobNames.GRAPH)
            .on(sql, row -> row.getLong("id"));
    return choose(runs, asked);
  }

  /** Returns the run asked for, like {@link #find(Sql, long)}, through entities. */
  static long find(EntityManager entities, long asked) {
    return choose(
        entities
            .createQuery(
                """
                SELECT g FROM Generation g WHERE g.job = :job AND g.publishedAt IS NOT NULL
                 ORDER BY g.id DESC\
                """,
                GenerationEntity.class)
            .setParameter("job", JobNames.GRAPH)
            .setMaxResults(2)
            .getResultStream()
            .map(GenerationEntity::id)
            .toList(),
        asked);
  }

  private static long choose(List<Long> runs, long asked) {
    if (asked == 0) {
      return runs.isEmpty() ? 0 : runs.getFirst();
    }
    if (!runs.contains(asked)) {
      throw new QuestionException(
          "after is of a run that has been deleted: begin again without it");
    }
    return asked;
  }
}
