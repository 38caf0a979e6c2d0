package heliograph.bench;

import heliograph.bench.RelayText.Verb;
import java.util.ArrayList;
import java.util.List;

/** The connections that publish, in turn, and read the answers. Confined to one thread. */
final class Publishers {
  /** Hears of every answer to an EVENT. */
  @FunctionalInterface
  interface Answers {
    /**
     * The relay has answered.
     *
     * @param id the first half of the event's id
     * @param duplicate whether the relay says that it has this event or a newer version
     */
    void answered(long id, boolean taken, boolean duplicate, long now);
  }

  private static final long PATIENCE_NANOS = 30_000_000_000L;

  private final Faults faults;
  private final Answers answers;
  private final RelayText text = new RelayText();
  private final List<Link> links = new ArrayList<>();
  private String lastRefusal = "";

  Publishers(Faults faults, Answers answers) {
    this.faults = faults;
    this.answers = answers;
  }

  /**
   * Opens this many connections.
   *
   * @throws IllegalStateException if one is refused or not there in time
   */
  void open(LinkLoop loop, int connections) {
    for (int i = 0; i < connections; i++) {
      links.add(loop.open(new Publisher()));
    }
    await(loop, links, faults, PATIENCE_NANOS);
  }

  /** Turns the loop until all these links are open. */
  static void await(LinkLoop loop, List<Link> links, Faults faults, long patienceNanos) {
    long end = System.nanoTime() + patienceNanos;
    long before = faults.closed();
    while (!links.stream().allMatch(Link::isOpen)) {
      if (faults.closed() > before || System.nanoTime() - end > 0) {
        throw new IllegalStateException("cannot connect: " + faults.lastReason());
      }
      loop.turn(100_000_000);
    }
  }

  /** Sends an EVENT message on the connection whose turn this number is. */
  void publish(long number, byte[] message) {
    links.get((int) (number % links.size())).send(message);
  }

  /** What the relay said when it last refused an event; empty if it never did. */
  String lastRefusal() {
    return lastRefusal;
  }

  private final class Publisher implements LinkListener {
    @Override
    public void message(Link link, byte[] bytes, int from, int to) {
      Verb verb = text.read(bytes, from, to);
      if (verb == Verb.OK) {
        boolean taken = text.accepted();
        if (!taken) {
          lastRefusal = text.message();
        }
        answers.answered(text.okId(), taken, text.isDuplicate(), System.nanoTime());
      } else if (verb == Verb.NOTICE) {
        faults.closed("a publisher", bytes, from, to);
      }
    }

    @Override
    public void closed(Link link, String reason) {
      faults.closed("a publisher", reason);
    }
  }
}
