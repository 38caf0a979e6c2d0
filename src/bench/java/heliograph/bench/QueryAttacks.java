package heliograph.bench;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Attacks by what is asked for. */
final class QueryAttacks {
  private static final int FILTERS = 20;

  /** Matches nothing, but only the last of its words says so. */
  static final String LONG_SEARCH =
      IntStream.range(0, 31)
          .mapToObj(i -> "\\\"p" + i + " q" + i + "\\\"")
          .collect(Collectors.joining(" ", "", " zz"));

  private QueryAttacks() {}

  static List<Attack> all() {
    return List.of(
        new Attack("live searches for long phrases", QueryAttacks::liveSearches),
        new Attack("filters of very many values", QueryAttacks::values),
        new Attack("counts and searches of everything", QueryAttacks::scans),
        new Attack("reconciliations that are kept open", QueryAttacks::reconciliations),
        new Attack("answers that are not read", QueryAttacks::deafness));
  }

  private static String repeated(String filter) {
    return IntStream.range(0, FILTERS).mapToObj(i -> filter).collect(Collectors.joining(","));
  }

  private static void liveSearches(Attacker attacker) throws IOException {
    HostileSocket socket = attacker.webSocket();
    String filters = repeated("{\"search\":\"" + LONG_SEARCH + "\",\"limit\":0}");
    for (int i = 0; i < 20 && attacker.goesOn(); i++) {
      socket.text("[\"REQ\",\"" + i + "\"," + filters + "]");
    }
    socket.drain(3);
    for (int kind : List.of(1, 20_001)) {
      String text = "a ".repeat(30_000) + LONG_SEARCH.replace("\\\"", "").replace(" zz", "");
      socket.text(Attacker.publish(attacker.event(kind, List.of(), text)));
    }
    socket.drain(3);
    attacker.close(socket);
  }

  private static void values(Attacker attacker) throws IOException {
    List<HostileSocket> sockets = attacker.webSockets(4);
    for (int i = 0; i < 10 && attacker.goesOn(); i++) {
      for (HostileSocket socket : sockets) {
        String values = Attacker.values("v", attacker.random().nextInt(1 << 20));
        socket.text("[\"REQ\",\"" + i + "\",{\"#t\":[" + values + "],\"limit\":0}]");
      }
      AttackRun.pause(200);
    }
    for (HostileSocket socket : sockets) {
      socket.drain(2);
      attacker.close(socket);
    }
  }

  private static void scans(Attacker attacker) throws IOException {
    HostileSocket socket = attacker.webSocket();
    long now = System.currentTimeMillis() / 1_000;
    for (int i = 0; i < 20 && attacker.goesOn(); i++) {
      long until = now - attacker.random().nextInt(1_000);
      String filter = "{\"until\":" + until + "}";
      socket.text("[\"COUNT\",\"c" + i + "\"," + filter + "]");
      socket.text("[\"COUNT\",\"d" + i + "\"," + repeated(filter) + "]");
      socket.text("[\"REQ\",\"s\",{\"search\":\"note\",\"#x\":[\"no" + i + "\"]}]");
      socket.text("[\"COUNT\",\"e" + i + "\",{\"search\":\"note\",\"until\":" + until + "}]");
      socket.text("[\"NEG-OPEN\",\"n" + i + "\"," + filter + ",\"6100000200\"]");
    }
    socket.drain(20);
    attacker.close(socket);
  }

  private static void reconciliations(Attacker attacker) throws IOException {
    List<HostileSocket> sockets = attacker.webSockets(4);
    for (HostileSocket socket : sockets) {
      for (int i = 0; i < 10; i++) {
        socket.text("[\"NEG-OPEN\",\"k" + i + "\",{},\"6100000200\"]");
      }
    }
    while (attacker.goesOn() && !sockets.isEmpty()) {
      sockets.forEach(socket -> say(socket, "[\"NEG-MSG\",\"k0\",\"6100000200\"]"));
      AttackRun.pause(2_000);
    }
  }

  private static void say(HostileSocket socket, String message) {
    try {
      socket.text(message);
    } catch (IOException e) {
      socket.close(); // the relay has ended it
    }
  }

  private static void deafness(Attacker attacker) throws IOException {
    List<HostileSocket> sockets = attacker.webSockets(6);
    for (HostileSocket socket : sockets) {
      for (int i = 0; i < 20; i++) {
        socket.text("[\"REQ\",\"" + i + "\"," + repeated("{\"limit\":5000}") + "]");
      }
    }
    while (attacker.goesOn()) {
      AttackRun.pause(500);
    }
    sockets.forEach(attacker::close);
  }
}
