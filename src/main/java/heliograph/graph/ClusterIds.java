package heliograph.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives clusters the ids they had in the last run.
 *
 * <p>A cluster gets the id of the earlier cluster with which it has most members in common, if they
 * are 30 % or more of the members of both; each id is used once, best matches first. A new
 * cluster's id is a hash of its eight lowest keys.
 */
public final class ClusterIds {
  private static final double COMMON_MIN = 0.3;
  private static final int KEYS = 8;

  /**
   * A cluster of the last run.
   *
   * @param members the members as accounts of this run, without those that are no longer accounts
   */
  public record Known(long id, AccountSet members) {}

  private record Match(int now, int known, double common) {}

  private ClusterIds() {}

  static List<BotCluster> assign(List<BotCluster> now, List<Known> known, AccountIndex index) {
    List<Match> matches = matches(now, known);
    List<BotCluster> named = new ArrayList<>(now);
    Set<Long> taken = new HashSet<>();
    Set<Integer> done = new HashSet<>();
    for (Match match : matches) {
      long id = known.get(match.known()).id();
      if (!done.contains(match.now()) && taken.add(id)) {
        done.add(match.now());
        named.set(match.now(), now.get(match.now()).withId(id));
      }
    }
    for (int i = 0; i < now.size(); i++) {
      if (!done.contains(i)) {
        long id = hash(now.get(i).members(), index);
        while (!taken.add(id)) {
          id++;
        }
        named.set(i, now.get(i).withId(id));
      }
    }
    return named;
  }

  private static List<Match> matches(List<BotCluster> now, List<Known> known) {
    Map<Integer, Integer> clusterNow = new HashMap<>();
    for (int i = 0; i < now.size(); i++) {
      int number = i;
      now.get(i).members().stream().forEach(member -> clusterNow.put(member, number));
    }
    List<Match> matches = new ArrayList<>();
    for (int i = 0; i < known.size(); i++) {
      int number = i;
      AccountSet before = known.get(i).members();
      Map<Integer, Integer> common = new HashMap<>();
      before.stream()
          .mapToObj(member -> clusterNow.getOrDefault(member, -1))
          .filter(cluster -> cluster >= 0)
          .forEach(cluster -> common.merge(cluster, 1, Integer::sum));
      common.forEach((cluster, shared) -> {
        int together = now.get(cluster).members().size() + before.size() - shared;
        if (shared >= COMMON_MIN * together) {
          matches.add(new Match(cluster, number, shared / (double) together));
        }
      });
    }
    matches.sort(
        Comparator.comparingDouble(Match::common)
            .reversed()
            .thenComparingInt(Match::now)
            .thenComparingLong(match -> known.get(match.known()).id()));
    return matches;
  }

  /** Returns a positive hash, the same for the same keys in every run. */
  private static long hash(AccountSet members, AccountIndex index) {
    List<Integer> lowest = new ArrayList<>(members.stream().boxed().toList());
    Collections.sort(lowest, index::compare);
    long hash = 0;
    for (int member : lowest.subList(0, Math.min(KEYS, lowest.size()))) {
      for (int word = 0; word < 4; word++) {
        hash = AccountIndex.mix(hash ^ index.word(member, word));
      }
    }
    return hash & Long.MAX_VALUE;
  }
}
