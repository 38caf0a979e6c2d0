package heliograph.graph;

import java.util.List;

/**
 * A group that lives on its own attention, what speaks for its being bots, and the verdict.
 *
 * @param id the same from run to run while most members stay ({@link ClusterIds})
 * @param score 0 to 1, the sum of the evidence's points
 * @param suspicious whether it is taken for bots
 */
public record BotCluster(
    long id,
    Origin origin,
    AccountSet members,
    ClusterFeatures features,
    List<Evidence> evidence,
    double score,
    boolean suspicious) {

  /** How the group was found. */
  public enum Origin {
    /** Everybody in it reaches everybody, and nobody outside reaches them and is reached. */
    COMPONENT,
    /** Dense and fed by itself, whatever hangs on to it. */
    DENSE_CORE
  }

  public BotCluster {
    evidence = List.copyOf(evidence);
  }

  BotCluster withId(long newId) {
    return new BotCluster(newId, origin, members, features, evidence, score, suspicious);
  }
}
