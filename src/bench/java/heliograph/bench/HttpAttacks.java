package heliograph.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** Attacks over plain HTTP, and by connections alone. */
final class HttpAttacks {
  private static final int SLOW_CONNECTIONS = 60;
  private static final String H2C =
      "\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n";

  private HttpAttacks() {}

  static List<Attack> all() {
    return List.of(
        new Attack("made-up HTTP methods", HttpAttacks::methods),
        new Attack("bodies byte by byte", HttpAttacks::slowBodies),
        new Attack("headers byte by byte", HttpAttacks::slowHeaders),
        new Attack("statistics in parallel", HttpAttacks::statistics),
        new Attack("HTTP/2 upgrades hung up on", HttpAttacks::upgradesToHttp2),
        new Attack("guessed passwords", HttpAttacks::passwords),
        new Attack("broken requests", HttpAttacks::brokenRequests),
        new Attack("connections that say nothing", HttpAttacks::silence),
        new Attack("connections that come and go", HttpAttacks::comingAndGoing));
  }

  private static void methods(Attacker attacker) throws IOException {
    HostileSocket socket = attacker.connect();
    for (int i = 0; i < 20 && attacker.goesOn(); i++) {
      String word =
          "M" + Integer.toString(attacker.random().nextInt(1 << 20), 36).toUpperCase(Locale.ROOT);
      socket.http(word, "/counts", "");
      socket.http("GET", "/" + word, "");
    }
    socket.drain(3);
    attacker.close(socket);
  }

  private static void slowBodies(Attacker attacker) throws IOException {
    List<HostileSocket> sockets = attacker.connect(SLOW_CONNECTIONS);
    for (int i = 0; i < sockets.size(); i++) {
      boolean nostr = i % 2 == 0;
      sockets
          .get(i)
          .http(
              "POST",
              nostr ? "/" : "/api/v1/admin/purges",
              "Content-Length: 60000\r\nContent-Type: "
                  + (nostr ? "application/nostr+json+rpc" : "application/json")
                  + "\r\n");
    }
    dribble(attacker, sockets);
  }

  private static void slowHeaders(Attacker attacker) throws IOException {
    List<HostileSocket> sockets = attacker.connect(SLOW_CONNECTIONS);
    for (HostileSocket socket : sockets) {
      socket.raw("GET / HTTP/1.1\r\nX-Slow: ");
    }
    dribble(attacker, sockets);
  }

  private static void dribble(Attacker attacker, List<HostileSocket> sockets) {
    while (attacker.goesOn() && !sockets.isEmpty()) {
      sockets.removeIf(socket -> {
        try {
          socket.raw("a");
          return false;
        } catch (IOException e) {
          attacker.close(socket);
          return true;
        }
      });
      AttackRun.pause(1_000);
    }
  }

  private static void statistics(Attacker attacker) throws IOException {
    List<HostileSocket> sockets = attacker.connect(10);
    long now = System.currentTimeMillis() / 1_000;
    for (HostileSocket socket : sockets) {
      socket.http(
          "GET",
          "/api/v1/events?interval=hour&from=" + (now - attacker.random().nextInt(1 << 22)),
          "");
    }
    for (HostileSocket socket : sockets) {
      socket.drain();
      attacker.close(socket);
    }
  }

  private static void upgradesToHttp2(Attacker attacker) throws IOException {
    List<HostileSocket> sockets = attacker.connect(20);
    for (HostileSocket socket : sockets) {
      socket.http("GET", "/", "Connection: Upgrade, HTTP2-Settings" + H2C);
    }
    AttackRun.pause(500);
    sockets.forEach(attacker::close);
  }

  private static void passwords(Attacker attacker) throws IOException {
    HostileSocket socket = attacker.connect();
    for (int i = 0; i < 10 && attacker.goesOn(); i++) {
      String guess = "admin:" + attacker.random().nextLong();
      socket.http(
          "GET",
          "/api/v1/admin/purges",
          "$WSIS: true\r\nX-Forwarded-Proto: https\r\nX-Forwarded-For: 203.0.113.9\r\n"
              + "Authorization: Basic "
              + Base64.getEncoder().encodeToString(guess.getBytes(UTF_8))
              + "\r\n");
      socket.drain();
    }
    attacker.close(socket);
  }

  private static void brokenRequests(Attacker attacker) throws IOException {
    for (String target :
        List.of("/%00", "/\u00ff\u00fe", "//", "/;x", "/./", "/x/..", "/favicon.ico", "/..;/")) {
      HostileSocket socket = attacker.connect();
      socket.http("GET", target, attacker.random().nextBoolean() ? "" : "Host: twice\r\n");
      socket.drain();
      attacker.close(socket);
    }
  }

  private static void silence(Attacker attacker) {
    List<HostileSocket> sockets = attacker.connect(200);
    while (attacker.goesOn()) {
      AttackRun.pause(500);
    }
    sockets.forEach(attacker::close);
  }

  private static void comingAndGoing(Attacker attacker) throws IOException {
    for (int i = 0; i < 20 && attacker.goesOn(); i++) {
      attacker.close(attacker.webSocket());
    }
  }
}
