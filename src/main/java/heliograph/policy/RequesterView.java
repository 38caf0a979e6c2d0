package heliograph.policy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import heliograph.event.PackedEvent;
import heliograph.event.PublicKey;
import heliograph.filter.Visibility;
import java.util.List;
import java.util.function.Supplier;

/**
 * The events that one requester may see at the time of each call: none that are banned, and private
 * messages only if it is a party to them. Thread-safe.
 */
final class RequesterView implements Visibility {
  private final Requester requester;
  private final Supplier<ReadRules> rules;

  RequesterView(Requester requester, Supplier<ReadRules> rules) {
    this.requester = requester;
    this.rules = rules;
  }

  @Override
  public boolean shows(PackedEvent event) {
    ReadRules now = rules.get();
    if (now.privateKinds().contains(event.kind())
        && !isParty(event, requester.keys(), !now.ownKinds().contains(event.kind()))) {
      return false;
    }
    HiddenEvents hidden = now.hidden();
    return hidden.isEmpty() || !hidden.hidesAuthor(event) && !hidden.hidesId(event);
  }

  private static boolean isParty(PackedEvent event, List<PublicKey> keys, boolean byTag) {
    for (int i = 0; i < keys.size(); i++) {
      PublicKey key = keys.get(i);
      boolean author =
          key.a() == event.pubkeyWord(0)
              && key.b() == event.pubkeyWord(1)
              && key.c() == event.pubkeyWord(2)
              && key.d() == event.pubkeyWord(3);
      if (author || byTag && event.hasTag('p', key.hex().getBytes(US_ASCII))) {
        return true;
      }
    }
    return false;
  }
}
