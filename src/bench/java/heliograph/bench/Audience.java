package heliograph.bench;

import heliograph.event.PublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Who listens to whom, decided before anything is sent, so that it is known of every event how
 * often it must arrive and where.
 *
 * <p>Each pair of a connection and a subscription has a token, a number that looks random. Of an
 * author, the listeners' count and the sum of their tokens are known. An event has arrived
 * everywhere when as many deliveries have come and their tokens add up to that sum: a delivery that
 * is missing here and one too many there do not make up for each other.
 */
final class Audience {
  /**
   * What an event's deliveries must come to.
   *
   * @param count how many there are
   * @param sum of their tokens
   */
  record Expected(int count, long sum) {
    static final Expected NOTHING = new Expected(0, 0);
  }

  private final int connections;
  private final int subscriptions;
  private final int[][] followed;
  private final Expected[] expected;
  private final List<PublicKey> pubkeys;

  private Audience(int connections, int[][] followed, Expected[] expected, List<PublicKey> all) {
    this.connections = connections;
    this.followed = followed;
    this.expected = expected;
    subscriptions = followed.length == 0 ? 1 : followed[0].length;
    pubkeys = all;
  }

  /** Each subscription follows one author, drawn by {@code random}. */
  static Audience ofAuthors(
      List<PublicKey> pubkeys, int connections, int subscriptions, Random random) {
    int[][] followed = new int[connections][subscriptions];
    int[] counts = new int[pubkeys.size()];
    long[] sums = new long[pubkeys.size()];
    for (int connection = 0; connection < connections; connection++) {
      for (int i = 0; i < subscriptions; i++) {
        int author = random.nextInt(pubkeys.size());
        followed[connection][i] = author;
        counts[author]++;
        sums[author] += token(connection, i);
      }
    }
    Expected[] expected = new Expected[pubkeys.size()];
    Arrays.setAll(expected, author -> new Expected(counts[author], sums[author]));
    return new Audience(connections, followed, expected, List.copyOf(pubkeys));
  }

  /** Each connection has one subscription to everything. */
  static Audience ofEverything(List<PublicKey> pubkeys, int connections) {
    long sum = 0;
    for (int connection = 0; connection < connections; connection++) {
      sum += token(connection, 0);
    }
    Expected[] expected = new Expected[pubkeys.size()];
    Arrays.fill(expected, new Expected(connections, sum));
    return new Audience(connections, new int[0][], expected, List.copyOf(pubkeys));
  }

  /** The number of a connection's subscription, stirred (the finalizer of SplitMix64). */
  static long token(int connection, long subscription) {
    long z = ((long) connection << 32 | subscription) + 0x9e3779b97f4a7c15L;
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }

  int connections() {
    return connections;
  }

  int subscriptionsEach() {
    return subscriptions;
  }

  /** What the deliveries of an author's events must come to. */
  Expected expected(int author) {
    return expected[author];
  }

  /** The messages that open a connection's subscriptions; each has its number for an id. */
  String[] requests(int connection) {
    if (followed.length == 0) {
      return new String[] {"[\"REQ\",\"0\",{\"limit\":0}]"};
    }
    String[] requests = new String[subscriptions];
    for (int i = 0; i < requests.length; i++) {
      String author = pubkeys.get(followed[connection][i]).hex();
      requests[i] = "[\"REQ\",\"" + i + "\",{\"authors\":[\"" + author + "\"],\"limit\":0}]";
    }
    return requests;
  }
}
