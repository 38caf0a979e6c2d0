package heliograph.bench;

import heliograph.event.NostrEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Attacks by what is published, and by messages that are none. */
final class EventAttacks {
  private static final int TAGS = 1_500;
  private static final int FRAGMENT = 60_000;
  private static final int TEXT_WITHOUT_FIN = 0x01;
  private static final int CONTINUATION = 0x00;

  private EventAttacks() {}

  static List<Attack> all() {
    return List.of(
        new Attack("events of very many tags, deleted at once", EventAttacks::deletions),
        new Attack("accounts of very many tags that vanish", EventAttacks::vanishing),
        new Attack("large events that compress well", EventAttacks::compressed),
        new Attack("forged events", EventAttacks::forgeries),
        new Attack("messages that never end", EventAttacks::fragments),
        new Attack("bytes of no meaning", EventAttacks::noise));
  }

  private static List<List<String>> tags(Attacker attacker) {
    List<List<String>> tags = new ArrayList<>();
    for (int i = 0; i < TAGS; i++) {
      tags.add(List.of("t", Integer.toString(attacker.random().nextInt(), 36)));
    }
    return tags;
  }

  private static void deletions(Attacker attacker) throws IOException {
    HostileSocket socket = attacker.webSocket();
    List<List<String>> ids = new ArrayList<>();
    for (int i = 0; i < 5 && attacker.goesOn(); i++) {
      NostrEvent event = attacker.event(1, tags(attacker), "to be deleted");
      socket.text(Attacker.publish(event));
      ids.add(List.of("e", event.id().hex()));
    }
    socket.drain(5);
    socket.text(Attacker.publish(attacker.event(5, ids, "")));
    socket.drain(2);
    attacker.close(socket);
  }

  private static void vanishing(Attacker attacker) throws IOException {
    HostileSocket socket = attacker.webSocket();
    for (int i = 0; i < 5 && attacker.goesOn(); i++) {
      socket.text(Attacker.publish(attacker.event(1, tags(attacker), "to vanish")));
    }
    socket.drain(5);
    List<List<String>> everywhere = List.of(List.of("relay", "ALL_RELAYS"));
    socket.text(Attacker.publish(attacker.event(62, everywhere, "")));
    socket.drain(2);
    attacker.close(socket);
  }

  private static void compressed(Attacker attacker) throws IOException {
    HostileSocket socket =
        attacker.connect().upgraded("Sec-WebSocket-Extensions: permessage-deflate\r\n");
    for (int i = 0; i < 10 && attacker.goesOn(); i++) {
      socket.deflated(Attacker.publish(attacker.event(1, List.of(), "b".repeat(110_000))));
    }
    socket.drain(5);
    attacker.close(socket);
  }

  private static void forgeries(Attacker attacker) throws IOException {
    HostileSocket socket = attacker.webSocket();
    String genuine = Attacker.publish(attacker.event(1, List.of(), "genuine"));
    int signature = genuine.indexOf("\"sig\":\"") + 7;
    for (int i = 0; i < 200 && attacker.goesOn(); i++) {
      char digit = Character.forDigit(attacker.random().nextInt(16), 16);
      int at = signature + attacker.random().nextInt(128);
      socket.text(genuine.substring(0, at) + digit + genuine.substring(at + 1));
    }
    socket.drain(5);
    attacker.close(socket);
  }

  private static void fragments(Attacker attacker) throws IOException {
    List<HostileSocket> sockets = attacker.webSockets(100);
    for (HostileSocket socket : sockets) {
      socket.frame(TEXT_WITHOUT_FIN, new byte[FRAGMENT], FRAGMENT);
      socket.frame(CONTINUATION, new byte[FRAGMENT - 1], FRAGMENT);
    }
    while (attacker.goesOn()) {
      AttackRun.pause(500);
    }
    sockets.forEach(attacker::close);
  }

  private static void noise(Attacker attacker) throws IOException {
    for (int i = 0; i < 10 && attacker.goesOn(); i++) {
      HostileSocket socket = attacker.webSocket();
      byte[] bytes = new byte[1 + attacker.random().nextInt(5_000)];
      attacker.random().nextBytes(bytes);
      socket.frame(attacker.random().nextInt(256), bytes, bytes.length);
      socket.drain();
      attacker.close(socket);
    }
  }
}
