package heliograph.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** What the relay did unasked to connections that did nothing wrong. Confined to one thread. */
final class Faults {
  private static final int KEPT_MAX = 10;

  private final List<String> reasons = new ArrayList<>();
  private long closed;
  private boolean expected;

  /** A connection or subscription came to an end. */
  void closed(String whose, String reason) {
    if (expected) {
      return;
    }
    closed++;
    if (reasons.size() < KEPT_MAX) {
      reasons.add(whose + ": " + reason);
    }
  }

  /** The relay complained about a subscription, in this message. */
  void closed(String whose, byte[] bytes, int from, int to) {
    closed(whose, new String(bytes, from, to - from, UTF_8));
  }

  /** Says whether ends are no faults from now on, as the relay is about to be stopped. */
  void expectEnds(boolean now) {
    expected = now;
  }

  long closed() {
    return closed;
  }

  /** The first few. */
  List<String> reasons() {
    return List.copyOf(reasons);
  }

  String lastReason() {
    return reasons.isEmpty() ? "no answer" : reasons.getLast();
  }
}
