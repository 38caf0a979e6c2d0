package heliograph.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.crypto.RelayKey;
import heliograph.crypto.Schnorr;
import heliograph.event.NostrEvent;
import heliograph.event.Seconds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a warm-up says to its relay: events of several authors, and each verb and shape of query
 * that clients use. Confined to one thread.
 */
final class Practice {
  private static final int AUTHORS = 40;

  /** The number of shapes of queries. */
  private static final int SHAPES = 12;

  private final List<RelayKey> authors = new ArrayList<>();
  private final String allAuthors;
  private final long now = Seconds.now();
  private String lastId = "";

  /** Makes authors, whose keys are files in {@code folder}. */
  Practice(Path folder, Schnorr schnorr) {
    for (int i = 0; i < AUTHORS; i++) {
      authors.add(RelayKey.of(folder.resolve("author-" + i), schnorr));
    }
    allAuthors =
        authors.stream()
            .map(author -> '"' + author.publicKey().hex() + '"')
            .collect(Collectors.joining(","));
  }

  private String author(int round) {
    return authors.get(round % AUTHORS).publicKey().hex();
  }

  /** Returns the EVENT of a round. */
  String event(int round) {
    List<List<String>> tags =
        List.of(
            List.of("e", lastId.isEmpty() ? author(round) : lastId, "", "root"),
            List.of("p", author(round + 1)),
            List.of("t", "topic" + round % 9));
    int kind = round % 16 == 0 ? 0 : round % 5 == 0 ? 7 : 1;
    String text = "note " + round + " \"with\" a line\nand another " + "of some words ".repeat(8);
    NostrEvent event = authors.get(round % AUTHORS).sign(kind, now - round, tags, text);
    lastId = event.id().hex();
    return "[\"EVENT\"," + new String(event.json(), UTF_8) + ']';
  }

  /** Returns a request of a round that has one answer; round by round another verb or shape. */
  String request(int round) {
    String id = "q" + round % SHAPES;
    return switch (round % SHAPES) {
      case 10 -> "[\"COUNT\",\"" + id + "\",{\"#p\":[\"" + author(round) + "\"],\"kinds\":[1,7]}]";
      case 11 -> "[\"NEG-OPEN\",\"" + id + "\",{\"kinds\":[1],\"limit\":200},\"6100000200\"]";
      default -> "[\"REQ\",\"" + id + "\"," + filter(round) + ']';
    };
  }

  /** Returns the message that ends the request of a round, and has no answer. */
  String end(int round) {
    String verb = round % SHAPES == 11 ? "NEG-CLOSE" : "CLOSE";
    return "[\"" + verb + "\",\"q" + round % SHAPES + "\"]";
  }

  private String filter(int round) {
    String hex = author(round);
    return switch (round % SHAPES) {
      case 0, 9 -> "{\"ids\":[\"" + lastId + "\"]}";
      case 1 -> "{\"authors\":[\"" + hex + "\"],\"kinds\":[0]}";
      case 2 -> "{\"authors\":[\"" + hex + "\"],\"kinds\":[1,6],\"limit\":50}";
      case 3 -> "{\"#e\":[\"" + lastId + "\"],\"kinds\":[1,7],\"limit\":100}";
      case 4 -> "{\"authors\":[" + allAuthors + "],\"kinds\":[1,6],\"limit\":500}";
      case 5 -> "{\"kinds\":[1],\"limit\":500}";
      case 6 -> "{\"#t\":[\"topic1\"],\"kinds\":[1],\"limit\":100}";
      case 7 -> "{\"#p\":[\"" + hex + "\"],\"kinds\":[1,7],\"limit\":50}";
      default -> "{\"kinds\":[1],\"until\":" + (now - round / 2) + ",\"limit\":100}";
    };
  }
}
