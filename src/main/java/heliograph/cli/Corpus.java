package heliograph.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.config.CryptoProvider;
import heliograph.crypto.Schnorr;
import heliograph.event.EventHasher;
import heliograph.event.EventParse;
import heliograph.event.EventParser;
import heliograph.event.Hex;
import heliograph.event.NostrEvent;
import heliograph.runtime.SchnorrChoice;
import java.util.Random;

/** Makes genuine notes for load and torture: the same ones for the same seed. */
final class Corpus {
  private static final int AUTHORS = 200;

  private final Schnorr schnorr = SchnorrChoice.of(CryptoProvider.AUTO);
  private final EventHasher hasher = new EventHasher();
  private final Random random;
  private final byte[][] secrets = new byte[AUTHORS][32];
  private final String[] pubkeys = new String[AUTHORS];
  private final long createdAt;

  /**
   * Prepares the authors.
   *
   * @param createdAt seconds; the first note's time
   */
  Corpus(long seed, long createdAt) {
    this.createdAt = createdAt;
    random = new Random(seed);
    for (int i = 0; i < AUTHORS; i++) {
      random.nextBytes(secrets[i]);
      secrets[i][0] = 1;
      pubkeys[i] = Hex.encode(schnorr.publicKey(secrets[i]));
    }
  }

  /** The note of this number. */
  NostrEvent note(int number) {
    int author = random.nextInt(AUTHORS);
    StringBuilder words = new StringBuilder("note ").append(number);
    for (int i = random.nextInt(40); i > 0; i--) {
      words.append(' ').append(Integer.toString(random.nextInt(1 << 20), 36));
    }
    NostrEvent draft = event(author, number, words, "0".repeat(64), "0".repeat(128));
    byte[] id = hasher.idOf(draft).bytes();
    String sig = Hex.encode(schnorr.sign(id, secrets[author], new byte[32]));
    return event(author, number, words, Hex.encode(id), sig);
  }

  private NostrEvent event(int author, int number, CharSequence text, String id, String sig) {
    String json =
        "{\"id\":\"%s\",\"pubkey\":\"%s\",\"created_at\":%d,\"kind\":1,\"tags\":[[\"t\",\"bench%d\"]],\"content\":\"%s\",\"sig\":\"%s\"}"
            .formatted(id, pubkeys[author], createdAt + number / 100, number % 50, text, sig);
    return switch (EventParser.parse(json.getBytes(UTF_8))) {
      case EventParse.WellFormed(var event) -> event;
      case EventParse.Malformed(var named, var reason) -> throw new IllegalStateException(reason);
    };
  }
}
