package heliograph.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Something that a stranger can do to a relay.
 *
 * @param name what it is, in a few words
 * @param turn does it once; called again and again while the turn goes on
 */
record Attack(String name, Turn turn) {

  /** One round of an attack. */
  @FunctionalInterface
  interface Turn {
    void run(Attacker attacker) throws IOException;
  }

  /** All there are, in the order in which an address takes them up. */
  static List<Attack> all() {
    List<Attack> all = new ArrayList<>(HttpAttacks.all());
    all.addAll(QueryAttacks.all());
    all.addAll(EventAttacks.all());
    return all;
  }
}
