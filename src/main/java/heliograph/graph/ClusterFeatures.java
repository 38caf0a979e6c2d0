package heliograph.graph;

import java.time.Duration;
import java.util.Arrays;

/**
 * The measurements of a group of accounts.
 *
 * @param follows the number of follows from member to member
 * @param density {@code follows} as a share of all possible ones
 * @param localDensity the share of the followers of a member's followers that also follow the
 *     member; it is high in a chain of small rings although the density is low
 * @param externalRatio follows from members to others, divided by {@code follows}
 * @param outsideFollows the number of follows of members by accounts that are in no such group
 * @param outsideShare {@code outsideFollows} as a share of all follows of members
 * @param ageSpread the time between the first and the last quartile of the times at which members
 *     were first seen
 * @param agesKnown whether {@code ageSpread} is known
 * @param requestedShare the share of members that were ever requested
 * @param requestsKnown whether requests were counted
 */
public record ClusterFeatures(
    int follows,
    double density,
    double localDensity,
    double externalRatio,
    int outsideFollows,
    double outsideShare,
    Duration ageSpread,
    boolean agesKnown,
    double requestedShare,
    boolean requestsKnown) {

  /** Measures {@code members}; {@code grouped} are the members of any group. */
  static ClusterFeatures of(
      AccountSet members,
      boolean[] grouped,
      FollowGraph graph,
      AccountFacts facts,
      float[] localDensities) {
    long follows = 0;
    long leaving = 0;
    long arriving = 0;
    long outside = 0;
    double local = 0;
    int requested = 0;
    for (int i = 0; i < members.size(); i++) {
      int member = members.at(i);
      for (int at = graph.outStart()[member]; at < graph.outStart()[member + 1]; at++) {
        if (members.contains(graph.out()[at])) {
          follows++;
        } else {
          leaving++;
        }
      }
      for (int at = graph.inStart()[member]; at < graph.inStart()[member + 1]; at++) {
        arriving++;
        outside += grouped[graph.in()[at]] ? 0 : 1;
      }
      local += localDensities[member];
      requested += facts.requests(member) > 0 ? 1 : 0;
    }
    double size = members.size();
    long[] ages = members.stream().mapToLong(facts::firstSeen).filter(at -> at > 0).toArray();
    Arrays.sort(ages);
    boolean agesKnown = ages.length >= Math.max(4, size / 2);
    return new ClusterFeatures(
        (int) follows,
        follows / (size * (size - 1)),
        local / size,
        leaving / (double) Math.max(1, follows),
        (int) outside,
        outside / (double) Math.max(1, arriving),
        agesKnown ? spread(ages) : Duration.ZERO,
        agesKnown,
        requested / size,
        facts.requestsKnown());
  }

  private static Duration spread(long[] ages) {
    return Duration.ofSeconds(ages[(3 * ages.length - 1) / 4] - ages[ages.length / 4]);
  }
}
