package heliograph.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.event.EventParse;
import heliograph.event.EventParser;
import heliograph.event.Hex;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.event.Sha256;
import java.security.MessageDigest;
import java.util.SplittableRandom;

/**
 * A social corpus of any size, the same for the same seed and size: events with genuine ids and
 * placeholders for signatures.
 *
 * <pre>
 * It grows by towns of 100,000 events and 2,000 authors. Authors write, follow and answer within
 * their town, by the same uneven law in each, so an author's posts, followers and mentions and a
 * note's replies are as many at every size, and only the number of authors and notes grows. The
 * towns' events are mixed in time, as they would be on a relay: what one author wrote is spread
 * over the whole store.
 * </pre>
 *
 * <p>Confined to its caller.
 */
final class ScaledCorpus {
  private static final int EVENTS_PER_TOWN = 100_000;
  private static final int EVENTS_PER_AUTHOR = 50;
  private static final int AUTHORS_MIN = 100;
  private static final int RECENT_NOTES = 4_096;
  private static final double UNEVENNESS = 2.2;
  private static final long LAST_SECOND = 1_760_000_000;
  private static final long PERIOD = 90L * 86_400;
  private static final String NO_SIGNATURE = "0".repeat(128);
  private static final String[] WORDS = {
    "nostr", "relay", "bitcoin", "zap", "gm", "freedom", "java", "lightning", "note", "purple",
    "ostrich", "key", "sign", "event", "filter", "tag", "graph", "trust", "follow", "profile",
    "café", "🟣", "build", "ship", "open", "speed", "query", "index", "page", "tree"
  };

  /** The notes of one town that are still talked about. */
  private static final class Talk {
    private final String[] notes = new String[RECENT_NOTES];
    private final int[] authors = new int[RECENT_NOTES];
    private int size;

    private void add(String note, int author, SplittableRandom random) {
      int at = size < RECENT_NOTES ? size++ : random.nextInt(RECENT_NOTES);
      notes[at] = note;
      authors[at] = author;
    }
  }

  private final long events;
  private final SplittableRandom random;
  private final String[] pubkeys;
  private final int townAuthors;
  private final Talk[] towns;
  private final MessageDigest sha256 = Sha256.digest();
  private final StringBuilder tags = new StringBuilder();
  private final StringBuilder content = new StringBuilder();
  private long generated;
  private int author;

  /**
   * Prepares the authors.
   *
   * @param events how many there will be
   */
  ScaledCorpus(long seed, long events) {
    this.events = events;
    random = new SplittableRandom(seed);
    towns = new Talk[(int) Math.max(1, events / EVENTS_PER_TOWN)];
    townAuthors = (int) Math.max(AUTHORS_MIN, events / EVENTS_PER_AUTHOR / towns.length);
    for (int town = 0; town < towns.length; town++) {
      towns[town] = new Talk();
    }
    pubkeys = new String[townAuthors * towns.length];
    for (int i = 0; i < pubkeys.length; i++) {
      pubkeys[i] =
          new PublicKey(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong())
              .hex();
    }
  }

  int authors() {
    return pubkeys.length;
  }

  String pubkey(int number) {
    return pubkeys[number];
  }

  /** The number of the author of the last event. */
  int author() {
    return author;
  }

  static long firstSecond() {
    return LAST_SECOND - PERIOD;
  }

  static long lastSecond() {
    return LAST_SECOND;
  }

  static String[] words() {
    return WORDS.clone();
  }

  /** The next event, in the order of time. */
  NostrEvent next() {
    int town = random.nextInt(towns.length);
    author = neighbour(town);
    int kind = kind(random.nextDouble());
    tags.setLength(0);
    content.setLength(0);
    write(kind, town);
    long createdAt = firstSecond() + (long) ((double) PERIOD * generated++ / events);
    String middle = createdAt + ",\"kind\":" + kind + ",\"tags\":[" + tags + "],\"content\":\"";
    String hashed =
        "[0,\"" + pubkeys[author] + "\"," + createdAt + "," + kind + ",[" + tags + "],\"" + content;
    String id = Hex.encode(sha256.digest((hashed + "\"]").getBytes(UTF_8)));
    if (kind == 1) {
      towns[town].add(id, author, random);
    }
    String json =
        "{\"id\":\""
            + id
            + "\",\"pubkey\":\""
            + pubkeys[author]
            + "\",\"created_at\":"
            + middle
            + content
            + "\",\"sig\":\""
            + NO_SIGNATURE
            + "\"}";
    return switch (EventParser.parse(json.getBytes(UTF_8))) {
      case EventParse.WellFormed(var event) -> event;
      case EventParse.Malformed(var named, var reason) -> throw new IllegalStateException(reason);
    };
  }

  private int neighbour(int town) {
    int number = (int) (townAuthors * Math.pow(random.nextDouble(), UNEVENNESS));
    return town * townAuthors + Math.min(number, townAuthors - 1);
  }

  private static int kind(double drawn) {
    int[] kinds = {1, 7, 6, 0, 3, 10002, 30023, 9735};
    double[] upTo = {.40, .72, .80, .86, .90, .93, .95, .985};
    for (int i = 0; i < kinds.length; i++) {
      if (drawn < upTo[i]) {
        return kinds[i];
      }
    }
    return 1984;
  }

  private void write(int kind, int town) {
    switch (kind) {
      case 1 -> {
        text(5 + random.nextInt(60));
        if (random.nextInt(2) == 0) {
          answer(town);
        }
        if (random.nextInt(10) < 3) {
          tag("t", word());
        }
      }
      case 7 -> {
        content.append('+');
        answer(town);
        tag("k", "1");
      }
      case 6 -> answer(town);
      case 0 -> {
        content.append("{\\\"name\\\":\\\"").append(word()).append(author);
        content.append("\\\",\\\"about\\\":\\\"");
        text(12);
        content.append("\\\"}");
      }
      case 3 -> {
        for (int i = 10 + random.nextInt(150); i > 0; i--) {
          tag("p", pubkeys[neighbour(town)]);
        }
      }
      case 10002 -> {
        for (int i = 2 + random.nextInt(5); i > 0; i--) {
          tag("r", "wss://relay" + random.nextInt(300) + ".example.com");
        }
      }
      case 30023 -> {
        tag("d", "post-" + random.nextInt(50));
        tag("title", word() + " " + word());
        text(300 + random.nextInt(500));
      }
      case 9735 -> {
        answer(town);
        tag("bolt11", "lnbc" + Long.toHexString(random.nextLong()));
        tag("description", word() + " " + word());
      }
      default -> tag("p", pubkeys[neighbour(town)]);
    }
  }

  private String word() {
    return WORDS[random.nextInt(WORDS.length)];
  }

  /** Appends words to the content, escaped as JSON wants it. */
  private void text(int words) {
    for (int i = 0; i < words; i++) {
      if (i > 0) {
        content.append(random.nextInt(40) == 0 ? "\\n" : " ");
      }
      content.append(word());
    }
  }

  private void answer(int town) {
    Talk talk = towns[town];
    if (talk.size > 0) {
      int note = random.nextInt(talk.size);
      tag("e", talk.notes[note]);
      tag("p", pubkeys[talk.authors[note]]);
    }
  }

  private void tag(String name, String value) {
    tags.append(tags.isEmpty() ? "[\"" : ",[\"").append(name);
    tags.append("\",\"").append(value).append("\"]");
  }
}
