package heliograph;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.crypto.Schnorr;
import heliograph.crypto.secp256k1.NativeSchnorr;
import heliograph.event.EventHasher;
import heliograph.event.EventParse;
import heliograph.event.EventParser;
import heliograph.event.Hex;
import heliograph.event.JsonText;
import heliograph.event.NostrEvent;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Random;

/** Makes genuine, signed events for tests: keys and content follow from the seed. */
public final class TestEvents {
  private static final Schnorr SCHNORR = new NativeSchnorr();
  private static final EventHasher HASHER = new EventHasher();
  private static final String ZERO_ID = "0".repeat(64);
  private static final String ZERO_SIG = "0".repeat(128);

  private TestEvents() {}

  /** A key pair. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Key(byte[] secret, String pubkey) {
    /** The key that follows from a seed. */
    public static Key of(long seed) {
      byte[] secret = new byte[32];
      new Random(seed * 0x9E37_79B9L + 7).nextBytes(secret);
      secret[0] = 1;
      return new Key(secret, Hex.encode(SCHNORR.publicKey(secret)));
    }
  }

  /** A signed event. */
  public static NostrEvent signed(
      Key key, int kind, long createdAt, List<List<String>> tags, String content) {
    String unsigned = json(ZERO_ID, key.pubkey, createdAt, kind, tags, content, ZERO_SIG);
    byte[] id;
    synchronized (HASHER) {
      id = HASHER.idOf(parsed(unsigned)).bytes();
    }
    String sig = Hex.encode(SCHNORR.sign(id, key.secret, new byte[32]));
    return parsed(json(Hex.encode(id), key.pubkey, createdAt, kind, tags, content, sig));
  }

  /** A signed note whose id is hashed over {@code \\u00xx}, as JSON libraries write it. */
  public static NostrEvent signedAsJsonLibrariesDo(Key key, long createdAt, String content) {
    String hashed =
        "[0,\"%s\",%d,1,[],%s]".formatted(key.pubkey, createdAt, JsonText.quoted(content));
    byte[] id;
    try {
      id = MessageDigest.getInstance("SHA-256").digest(hashed.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
    String sig = Hex.encode(SCHNORR.sign(id, key.secret, new byte[32]));
    return parsed(json(Hex.encode(id), key.pubkey, createdAt, 1, List.of(), content, sig));
  }

  /** A signed note. */
  public static NostrEvent note(Key key, long createdAt, String content) {
    return signed(key, 1, createdAt, List.of(), content);
  }

  /** An event as JSON, true or not. */
  public static String json(
      String id,
      String pubkey,
      long createdAt,
      int kind,
      List<List<String>> tags,
      String content,
      String sig) {
    StringBuilder list = new StringBuilder("[");
    for (List<String> tag : tags) {
      list.append(list.length() > 1 ? ",[" : "[");
      for (int i = 0; i < tag.size(); i++) {
        list.append(i > 0 ? "," : "").append(quoted(tag.get(i)));
      }
      list.append(']');
    }
    return "{\"id\":\"%s\",\"pubkey\":\"%s\",\"created_at\":%d,\"kind\":%d,\"tags\":%s],\"content\":%s,\"sig\":\"%s\"}"
        .formatted(id, pubkey, createdAt, kind, list, quoted(content), sig);
  }

  /** Text as a JSON string that escapes whatever it may. */
  public static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c == '"' || c == '\\') {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }

  /** The event that {@code json} is. */
  public static NostrEvent parsed(String json) {
    return switch (EventParser.parse(json.getBytes(UTF_8))) {
      case EventParse.WellFormed(var event) -> event;
      case EventParse.Malformed(var id, var reason) -> throw new AssertionError(reason + json);
    };
  }

  /** The event's canonical JSON. */
  public static String text(NostrEvent event) {
    return new String(event.json(), UTF_8);
  }
}
