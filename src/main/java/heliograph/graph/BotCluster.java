package heliograph.graph;

import java.util.List;

/**
 * A group whose members mostly follow each other, the evidence that it consists of bots, and the
 * verdict.
 *
 * @param id the same in each run while most members stay ({@link ClusterIds})
 * @param score 0 to 1, the sum of the evidence's points
 * @param suspicious whether it is judged to be bots
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
    /** A strongly connected component: its members reach each other by follows. */
    COMPONENT,
    /** A dense core: its members are followed mostly by each other. */
    DENSE_CORE
  }

  public BotCluster {
    evidence = List.copyOf(evidence);
  }

  BotCluster withId(long newId) {
    return new BotCluster(newId, origin, members, features, evidence, score, suspicious);
  }
}
