package heliograph.bench;

import heliograph.crypto.Schnorr;
import heliograph.event.EventBuilder;
import heliograph.event.Hex;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import java.util.List;
import java.util.Random;

/** Makes genuine events: the same ones for the same seed. Confined to one thread. */
final class Corpus {
  private static final byte[] NO_RANDOMNESS = new byte[32];

  private final Schnorr schnorr;
  private final Random random;
  private final byte[][] secrets;
  private final PublicKey[] pubkeys;

  /** Prepares this many authors. */
  Corpus(Schnorr schnorr, long seed, int authors) {
    this.schnorr = schnorr;
    random = new Random(seed);
    secrets = new byte[authors][32];
    pubkeys = new PublicKey[authors];
    for (int i = 0; i < authors; i++) {
      random.nextBytes(secrets[i]);
      secrets[i][0] = 1; // below the order of the group
      pubkeys[i] = PublicKey.parse(Hex.encode(schnorr.publicKey(secrets[i])));
    }
  }

  /** How many authors there are; they have numbers from 0. */
  int authors() {
    return pubkeys.length;
  }

  PublicKey pubkey(int author) {
    return pubkeys[author];
  }

  /** The note of this number, of any author, a hundred of them in a second from {@code since}. */
  NostrEvent note(int number, long since) {
    return note(random.nextInt(pubkeys.length), number, since + number / 100);
  }

  /** A note of this author, up to 40 words long, with one of fifty hashtags. */
  NostrEvent note(int author, long number, long createdAt) {
    StringBuilder words = new StringBuilder("note ").append(number);
    for (int i = random.nextInt(40); i > 0; i--) {
      words.append(' ').append(Integer.toString(random.nextInt(1 << 20), 36));
    }
    List<List<String>> tags = List.of(List.of("t", "bench" + number % 50));
    return event(author, createdAt, 1, tags, words.toString());
  }

  NostrEvent event(int author, long createdAt, int kind, List<List<String>> tags, String content) {
    return EventBuilder.build(
        pubkeys[author],
        createdAt,
        kind,
        tags,
        content,
        id -> schnorr.sign(id.bytes(), secrets[author], NO_RANDOMNESS));
  }
}
