package heliograph.store.rules;

import static java.nio.charset.StandardCharsets.US_ASCII;

import heliograph.event.Hex;
import heliograph.event.Kinds;
import heliograph.event.PackedEvent;
import heliograph.event.PublicKey;
import java.util.ArrayList;
import java.util.List;

/** For whom gift wraps are (NIP-59). Stateless. */
public final class GiftWraps {
  private GiftWraps() {}

  /** Returns true if an event is a gift wrap for {@code key}. */
  public static boolean isFor(PublicKey key, PackedEvent event) {
    return event.kind() == Kinds.GIFT_WRAP && event.hasTag('p', tagValue(key));
  }

  /** Returns the keys that an event is for; none if it is no gift wrap. */
  public static List<PublicKey> recipients(PackedEvent event) {
    if (event.kind() != Kinds.GIFT_WRAP) {
      return List.of();
    }
    List<PublicKey> keys = new ArrayList<>(1);
    for (int tag = 0; tag < event.indexedTagCount(); tag++) {
      if (event.tagLetter(tag) == 'p') {
        byte[] value = event.tagValue(tag);
        if (value.length == 64 && Hex.isLowerHex(value, 0, 64)) {
          keys.add(PublicKey.fromHex(value, 0));
        }
      }
    }
    return keys;
  }

  /** Returns the value of the tag that names a key. */
  public static byte[] tagValue(PublicKey key) {
    return key.hex().getBytes(US_ASCII);
  }
}
