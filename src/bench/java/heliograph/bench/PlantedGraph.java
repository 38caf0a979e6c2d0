package heliograph.bench;

import heliograph.graph.AccountFacts;
import heliograph.graph.FollowGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A generated graph in which it is known who is a bot: the graph jobs are measured with it.
 *
 * <pre>
 * background  towns of 400 to 4,000 accounts; whom one follows is drawn by popularity, two of three
 *             times in the own town; a third of the follows are returned; every fifth account
 *             follows nobody; most are in one giant component
 * rings       bots that follow each other with a density of 0.3 to 1, 5 to 300 of them; most follow
 *             famous accounts besides; some have a mutual follow with the background, some are
 *             followed back now and then; most sell follows to a customer; half of them were created
 *             within three days, half over two years
 * friends     honest accounts of one town that follow each other as densely as bots do; all bots of
 *             every fifth ring follow all friends of one circle, to make them look like bots
 * families    honest islands of 5 to 7 that few outside follow
 * </pre>
 *
 * The same sizes and seed make the same graph. Confined to one thread.
 */
public final class PlantedGraph {
  /** The smallest graph with towns to speak of. */
  public static final int ACCOUNTS_MIN = 5_000;

  private static final int NOW = 1_767_225_600;
  private static final int DAY = 86_400;
  private static final int[] RING_SIZES = {5, 8, 12, 20, 40, 80, 150, 300};
  private static final double[] RING_DENSITIES = {1, 0.9, 0.7, 0.5, 0.3};

  /** A ring with fewer follows a bot than this is no ring that one could see. */
  private static final double RING_FOLLOWS_MIN = 3.9;

  private static final int FAMOUS = 100;

  private final SplittableRandom random;
  private final int accounts;
  private final int background;
  private final FollowGraph.Builder follows;
  private final AccountFacts facts;

  /** Popularity order → account: neighbours in a town are strangers in memory, as in life. */
  private final int[] shuffled;

  private final int[] townStart;

  /** The ring of each account, from 1; 0 is honest. */
  private final int[] ring;

  private final List<int[]> honestGroups = new ArrayList<>();
  private final List<int[]> circles = new ArrayList<>();
  private final List<Integer> customers = new ArrayList<>();
  private int rings;

  /**
   * Makes the graph.
   *
   * @param accounts {@link #ACCOUNTS_MIN} at least
   * @param followsWanted about as many follows there will be, 10 to 200 times the accounts
   */
  public PlantedGraph(int accounts, int followsWanted, long seed) {
    if (accounts < ACCOUNTS_MIN
        || followsWanted / accounts < 10
        || followsWanted / accounts > 200) {
      throw new IllegalArgumentException(
          "a planted graph has 5,000 accounts and 10 to 200 follows each, not "
              + accounts
              + " and "
              + followsWanted);
    }
    this.accounts = accounts;
    random = new SplittableRandom(seed);
    follows = FollowGraph.builder(accounts);
    facts = new AccountFacts(accounts, true);
    ring = new int[accounts];
    shuffled = shuffle();
    background = accounts - accounts / 33;
    townStart = towns();
    befriend(followsWanted);
    int families = background - accounts / 500;
    plantFamilies(families);
    plantFriends(families);
    plantRings();
    for (int place = 0; place < accounts; place++) {
      if (facts.firstSeen(shuffled[place]) == 0) {
        honestFacts(shuffled[place], place);
      }
    }
  }

  private int[] shuffle() {
    int[] order = new int[accounts];
    for (int i = 0; i < accounts; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  private int[] towns() {
    List<Integer> starts = new ArrayList<>();
    int end = background - accounts / 500;
    for (int at = 0; at < end; at += (int) (400 / (1 - 0.9 * random.nextDouble()))) {
      starts.add(at);
    }
    if (starts.size() > 1 && end - starts.getLast() < 400) {
      starts.removeLast();
    }
    starts.add(end);
    return starts.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Draws a place in a town, the first far more often than the last. */
  private int popular(int town) {
    double u = random.nextDouble();
    int size = townStart[town + 1] - townStart[town];
    return townStart[town] + (int) (size * u * u * Math.sqrt(u));
  }

  /** Draws a place in any town; one time in four a famous one. */
  private int anywhere() {
    double u = random.nextDouble();
    if (random.nextInt(4) == 0) {
      return (int) (FAMOUS * u * u);
    }
    int last = townStart.length - 2;
    return popular((int) ((last + 1) * u * u));
  }

  private void befriend(int followsWanted) {
    double mean = followsWanted / (0.94 * townStart[townStart.length - 1]);
    for (int town = 0; town + 1 < townStart.length; town++) {
      int longest = (townStart[town + 1] - townStart[town]) / 2;
      for (int place = townStart[town]; place < townStart[town + 1]; place++) {
        int count = random.nextInt(5) == 0 ? 0 : degree(mean, longest);
        for (int i = 0; i < count; i++) {
          boolean near = random.nextInt(3) > 0;
          int other = near ? popular(town) : anywhere();
          follow(place, other);
          // Who is followed by many does not follow them all back.
          if (near && random.nextInt(3) == 0 && other - townStart[town] > 20) {
            follow(other, place);
          }
        }
      }
    }
  }

  /** Lists are short mostly and long at times: Pareto's law with exponent 2.2. */
  private int degree(double mean, int longest) {
    double least = mean * 0.545;
    return (int) Math.min(longest, least / Math.pow(1 - random.nextDouble(), 1 / 2.2));
  }

  private void follow(int place, int other) {
    follows.add(shuffled[place], shuffled[other]);
  }

  private void followEachOther(int[] places, double density) {
    for (int one : places) {
      for (int other : places) {
        if (one != other && random.nextDouble() < density) {
          follow(one, other);
        }
      }
    }
  }

  private void plantFamilies(int from) {
    for (int at = from; at + 7 <= background; ) {
      int[] family = range(at, 5 + random.nextInt(3));
      followEachOther(family, 1);
      for (int member : family) {
        for (int i = random.nextInt(1, 4); i > 0; i--) {
          follow(anywhere(), member);
        }
        for (int i = random.nextInt(20); i > 0; i--) {
          follow(member, anywhere());
        }
      }
      honestGroups.add(accountsAt(family));
      at += family.length;
    }
  }

  private void plantFriends(int from) {
    for (int group = 0; group < Math.max(4, accounts / 5_000); group++) {
      int town = random.nextInt(townStart.length - 1);
      int size = townStart[town + 1] - townStart[town];
      int[] friends =
          random
              .ints(townStart[town] + size / 5, Math.min(from, townStart[town] + size))
              .distinct()
              .limit(random.nextInt(6, 26))
              .toArray();
      followEachOther(friends, 0.95);
      honestGroups.add(accountsAt(friends));
      circles.add(friends);
    }
  }

  private void plantRings() {
    int at = background;
    for (int kind = 0; ; kind++) {
      int size = RING_SIZES[kind % RING_SIZES.length];
      double density = RING_DENSITIES[(kind / RING_SIZES.length) % RING_DENSITIES.length];
      if (at + size > accounts) {
        if (size == RING_SIZES[0]) {
          return;
        }
        continue;
      }
      if (density * (size - 1) >= RING_FOLLOWS_MIN) {
        plantRing(range(at, size), density, kind);
        at += size;
      }
    }
  }

  private void plantRing(int[] bots, double density, int kind) {
    rings++;
    int famous = new int[] {0, 5, 20, 50}[random.nextInt(4)];
    boolean followedBack = random.nextInt(4) == 0;
    boolean createdAtOnce = random.nextBoolean();
    int created = NOW - random.nextInt(30 * DAY, 700 * DAY);
    followEachOther(bots, density);
    for (int bot : bots) {
      ring[shuffled[bot]] = rings;
      for (int i = 0; i < famous; i++) {
        follow(bot, random.nextInt(FAMOUS));
      }
      if (followedBack && random.nextInt(5) == 0) {
        follow(random.nextInt(townStart[townStart.length - 1]), bot);
      }
      int seen =
          createdAtOnce ? created + random.nextInt(3 * DAY) : NOW - random.nextInt(730 * DAY);
      facts.set(shuffled[bot], seen, random.nextInt(50) == 0 ? 1 : 0);
    }
    if (kind % 2 == 0) {
      int friend = random.nextInt(townStart[townStart.length - 1]);
      follow(friend, bots[0]);
      follow(bots[0], friend);
    }
    if (random.nextInt(5) == 0) {
      for (int victim : circles.get(random.nextInt(circles.size()))) {
        for (int bot : bots) {
          follow(bot, victim);
        }
      }
    }
    if (random.nextInt(3) > 0) {
      int customer = random.nextInt(townStart[townStart.length - 1]);
      customers.add(shuffled[customer]);
      for (int bot : bots) {
        follow(bot, customer);
      }
    }
  }

  private static int[] range(int from, int size) {
    int[] places = new int[size];
    Arrays.setAll(places, i -> from + i);
    return places;
  }

  private int[] accountsAt(int[] places) {
    return Arrays.stream(places).map(place -> shuffled[place]).toArray();
  }

  private void honestFacts(int account, int place) {
    int events = (int) Math.min(20_000, 5 / Math.pow(1 - random.nextDouble(), 1 / 1.3));
    boolean asked = place % 3 > 0;
    facts.set(account, NOW - random.nextInt(730 * DAY), asked ? events / 3 : 0);
  }

  /** The follows; to be built once. */
  public FollowGraph.Builder follows() {
    return follows;
  }

  public AccountFacts facts() {
    return facts;
  }

  /** Whether an account is a bot. */
  public boolean isBot(int account) {
    return ring[account] > 0;
  }

  /** Number of bots. */
  public int bots() {
    return (int) Arrays.stream(ring).filter(number -> number > 0).count();
  }

  /** Number of rings. */
  public int rings() {
    return rings;
  }

  /** Dense groups of honest accounts: friends and families. */
  public List<int[]> honestGroups() {
    return honestGroups.stream().map(int[]::clone).toList();
  }

  /** Honest accounts that bought follows. */
  public List<Integer> customers() {
    return List.copyOf(customers);
  }

  /** Accounts that an operator might trust: {@code count} popular ones of different towns. */
  public int[] seeds(int count) {
    int towns = townStart.length - 1;
    return IntStream.range(0, count)
        .map(i -> shuffled[townStart[(int) ((long) i * towns / count)] + 1 + i / towns])
        .toArray();
  }
}
