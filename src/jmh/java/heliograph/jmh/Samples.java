package heliograph.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.crypto.Schnorr;
import heliograph.crypto.secp256k1.NativeSchnorr;
import heliograph.event.EventHasher;
import heliograph.event.EventParse;
import heliograph.event.EventParser;
import heliograph.event.Hex;
import heliograph.event.NostrEvent;
import java.util.Random;

/** Genuine events to measure with. */
final class Samples {
  private static final Schnorr SCHNORR = new NativeSchnorr();

  private final Random random = new Random(1);
  private final EventHasher hasher = new EventHasher();
  private int number;

  /** A note with two tags. */
  byte[] note() {
    String p = "%064x".formatted(random.nextLong() & Long.MAX_VALUE);
    return signed(1, "[[\"p\",\"" + p + "\"],[\"t\",\"bench\"]]", "gm ".repeat(40));
  }

  /** A follow list of 500. */
  byte[] followList() {
    StringBuilder tags = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      tags.append(i == 0 ? "[" : ",")
          .append("[\"p\",\"%064x\"]".formatted(random.nextInt(1 << 20)));
    }
    return signed(3, tags.append(']').toString(), "");
  }

  private byte[] signed(int kind, String tags, String content) {
    byte[] secret = new byte[32];
    secret[0] = 1;
    secret[31] = (byte) random.nextInt(100);
    String pubkey = Hex.encode(SCHNORR.publicKey(secret));
    long at = 1_700_000_000L + number++;
    byte[] draft =
        json("0".repeat(64), pubkey, at, kind, tags, content, "0".repeat(128)).getBytes(UTF_8);
    byte[] id = hasher.idOf(parsed(draft)).bytes();
    String sig = Hex.encode(SCHNORR.sign(id, secret, new byte[32]));
    return json(Hex.encode(id), pubkey, at, kind, tags, content, sig).getBytes(UTF_8);
  }

  private static String json(
      String id, String pubkey, long at, int kind, String tags, String content, String sig) {
    return "{\"id\":\"%s\",\"pubkey\":\"%s\",\"created_at\":%d,\"kind\":%d,\"tags\":%s,\"content\":\"%s\",\"sig\":\"%s\"}"
        .formatted(id, pubkey, at, kind, tags, content, sig);
  }

  static NostrEvent parsed(byte[] json) {
    return switch (EventParser.parse(json)) {
      case EventParse.WellFormed(var event) -> event;
      case EventParse.Malformed(var id, var reason) -> throw new IllegalStateException(reason);
    };
  }
}
