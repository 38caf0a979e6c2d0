package heliograph.bench;

import heliograph.event.PublicKey;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;

/**
 * Questions about what is stored, asked when they are due whatever became of those before:
 * profiles, timelines, the newest of all, hashtags, and counts where they are wanted. Confined to
 * one thread.
 */
final class Queries {
  private static final long PATIENCE_NANOS = 30_000_000_000L;
  private static final int TIMELINE_AUTHORS = 50;

  private final Faults faults;
  private final List<PublicKey> pubkeys;
  private final Random random;
  private final boolean counting;
  private final RelayText text = new RelayText();
  private final List<Link> links = new ArrayList<>();
  private final SequencedMap<Long, Long> dueByNumber = new LinkedHashMap<>();
  private final Latency latency = new Latency();
  private long asked;
  private long refused;
  private long unanswered;
  private long events;

  /**
   * Prepares to ask.
   *
   * @param counting whether every fourth question is a COUNT
   */
  Queries(Faults faults, List<PublicKey> pubkeys, Random random, boolean counting) {
    this.faults = faults;
    this.pubkeys = pubkeys;
    this.random = random;
    this.counting = counting;
  }

  /** Opens this many connections, in the place of those there were. */
  void open(LinkLoop loop, int connections) {
    for (int i = 0; i < connections; i++) {
      links.add(loop.open(new Asker()));
    }
    Publishers.await(loop, links, faults, PATIENCE_NANOS);
  }

  /** Asks the next question, which was due at this moment. */
  void ask(long due) {
    long number = asked++;
    dueByNumber.put(number, due);
    String verb = counting && number % 4 == 3 ? "COUNT" : "REQ";
    links
        .get((int) (number % links.size()))
        .send("[\"" + verb + "\",\"" + number + "\"," + filter(number) + "]");
  }

  private String filter(long number) {
    return switch ((int) (number / 4 % 4)) {
      case 0 -> "{\"authors\":" + authors(1) + ",\"limit\":20}";
      case 1 -> "{\"authors\":" + authors(TIMELINE_AUTHORS) + ",\"kinds\":[1],\"limit\":50}";
      case 2 -> "{\"kinds\":[1],\"limit\":100}";
      default -> "{\"#t\":[\"bench" + random.nextInt(50) + "\"],\"limit\":50}";
    };
  }

  private String authors(int count) {
    List<String> keys = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      keys.add("\"" + pubkeys.get(random.nextInt(pubkeys.size())).hex() + "\"");
    }
    return "[" + String.join(",", keys) + "]";
  }

  /** Writes off what was due before this moment. */
  void writeOff(long before) {
    Iterator<Map.Entry<Long, Long>> entries = dueByNumber.entrySet().iterator();
    while (entries.hasNext() && entries.next().getValue() - before < 0) {
      entries.remove();
      unanswered++;
    }
  }

  /** Forgets unanswered queries and all connections, as the relay was killed. */
  void forget() {
    dueByNumber.clear();
    links.clear();
  }

  boolean isSettled() {
    return dueByNumber.isEmpty();
  }

  /** From due to EOSE, or to COUNT's answer. */
  Latency latency() {
    return latency;
  }

  long asked() {
    return asked;
  }

  long refused() {
    return refused;
  }

  long unanswered() {
    return unanswered;
  }

  long events() {
    return events;
  }

  private final class Asker implements LinkListener {
    @Override
    public void message(Link link, byte[] bytes, int from, int to) {
      switch (text.read(bytes, from, to)) {
        case EVENT -> events++;
        case EOSE -> {
          link.send("[\"CLOSE\",\"" + text.number() + "\"]");
          answered();
        }
        case COUNT -> answered();
        case CLOSED -> {
          answered();
          refused++;
        }
        case NOTICE -> faults.closed("a query", bytes, from, to);
        case OK, AUTH, OTHER -> {}
      }
    }

    private void answered() {
      Long due = dueByNumber.remove(text.number());
      if (due != null) {
        latency.record(System.nanoTime() - due);
      }
    }

    @Override
    public void closed(Link link, String reason) {
      faults.closed("a query", reason);
    }
  }
}
