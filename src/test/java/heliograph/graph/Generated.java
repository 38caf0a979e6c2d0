package heliograph.graph;

import java.util.SplittableRandom;

/** Small graphs and dictionaries for tests. */
final class Generated {
  private Generated() {}

  /** The graph of the pairs follower, followed, follower, followed … */
  static FollowGraph graph(int accounts, int... pairs) {
    FollowGraph.Builder builder = FollowGraph.builder(accounts);
    for (int i = 0; i < pairs.length; i += 2) {
      builder.add(pairs[i], pairs[i + 1]);
    }
    return builder.build(Workers.inCaller());
  }

  static FollowGraph random(int accounts, int follows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FollowGraph.Builder builder = FollowGraph.builder(accounts);
    for (int i = 0; i < follows; i++) {
      builder.add(random.nextInt(accounts), random.nextInt(accounts));
    }
    return builder.build(Workers.inCaller());
  }

  /** Keys for accounts, in no order. */
  static AccountIndex index(int accounts) {
    SplittableRandom random = new SplittableRandom(7);
    AccountIndex index = new AccountIndex(accounts);
    for (int i = 0; i < accounts; i++) {
      index.add(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    }
    return index;
  }

  /** Everybody from {@code from} to before {@code to} follows everybody else there. */
  static void clique(FollowGraph.Builder builder, int from, int to) {
    for (int one = from; one < to; one++) {
      for (int other = from; other < to; other++) {
        builder.add(one, other);
      }
    }
  }

  /** Each of {@code accounts} from 0 on follows {@code each} others among them at random. */
  static void crowd(FollowGraph.Builder builder, int accounts, int each, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int account = 0; account < accounts; account++) {
      for (int i = 0; i < each; i++) {
        builder.add(account, random.nextInt(accounts));
      }
    }
  }
}
