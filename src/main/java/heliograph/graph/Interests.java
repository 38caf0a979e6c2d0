package heliograph.graph;

import java.text.Normalizer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Counts how many accounts are interested in each topic. Case, width and outer spaces make no
 * difference, nor does naming a topic twice. Confined to one thread.
 *
 * <p>Anybody may invent topics: after a bound, topics that are new are counted together only. A
 * topic takes about 120 bytes.
 */
public final class Interests {
  private static final int TOPIC_CHARS_MAX = 64;

  /** A topic and how many accounts name it. */
  public record Topic(String name, int accounts) {}

  private static final class Count {
    private int accounts;
    private int last = AccountIndex.NONE;
  }

  private final int topicsMax;
  private final Map<String, Count> counts = new HashMap<>();
  private long leftOut;

  /** No topics yet, and never more than {@code topicsMax}. */
  public Interests(int topicsMax) {
    this.topicsMax = topicsMax;
  }

  /** Notes one topic of an account. What one account names comes together. */
  public void add(int account, String topic) {
    String name =
        Normalizer.normalize(topic, Normalizer.Form.NFKC).strip().toLowerCase(Locale.ROOT);
    if (name.isEmpty() || name.length() > TOPIC_CHARS_MAX) {
      return;
    }
    Count count = counts.get(name);
    if (count == null) {
      if (counts.size() == topicsMax) {
        leftOut++;
        return;
      }
      count = new Count();
      counts.put(name, count);
    }
    if (count.last != account) {
      count.last = account;
      count.accounts++;
    }
  }

  /** The topics that most accounts name; equals by name. */
  public List<Topic> top(int limit) {
    return counts.entrySet().stream()
        .map(entry -> new Topic(entry.getKey(), entry.getValue().accounts))
        .sorted(Comparator.comparingInt(Topic::accounts).reversed().thenComparing(Topic::name))
        .limit(limit)
        .toList();
  }

  /** How many mentions are of topics beyond the bound. */
  public long leftOut() {
    return leftOut;
  }
}
