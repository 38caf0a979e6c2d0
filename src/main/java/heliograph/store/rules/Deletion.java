package heliograph.store.rules;

import heliograph.event.EventId;
import heliograph.event.KindClass;
import heliograph.event.Kinds;
import heliograph.event.NostrEvent;
import heliograph.event.PackedEvent;
import heliograph.event.PublicKey;
import heliograph.store.layout.CanonicalText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a kind 5 deletes.
 *
 * <pre>
 * e   the author's own event, or a gift wrap that is for the author     (NIP-09, NIP-59)
 * a   the version of the author's address, up to the deletion's created_at
 * </pre>
 *
 * <p>Neither kind 5 nor kind 62 is ever deleted. A tag that names nothing, or what belongs to
 * somebody else, is ignored.
 */
public final class Deletion {
  /** The number of tags of a kind 5 that are applied at once. */
  private static final int TAGS_AT_ONCE = 64;

  private static final byte[] NOTHING = new byte[0];

  /** The address of a replaceable or addressable event; {@code d} is empty for the former. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Address(PublicKey owner, int kind, byte[] d) {}

  /** The events from which is deleted. */
  public interface Target {
    /** Returns the local id of an event and points {@code into} at it; −1 if it is not stored. */
    long find(EventId id, PackedEvent into);

    /** Returns the local id of the version of an address, likewise. */
    long find(Address address, PackedEvent into);

    /** Removes an event that was found. */
    void remove(long localId);

    /** Keeps an event out from now on, and its kept version hidden. */
    void bar(EventId id, PublicKey by);

    /** Keeps the versions of an address up to {@code until} out, and drops those that are kept. */
    void bar(Address address, long until);
  }

  private final NostrEvent event;
  private final Target target;
  private final PackedEvent found = new PackedEvent();

  /** Creates the deletion by {@code event}, a kind 5. */
  public Deletion(NostrEvent event, Target target) {
    this.event = event;
    this.target = target;
  }

  /** Returns true if a kind 5 names so many events that they are removed in parts. */
  public static boolean isLarge(NostrEvent event) {
    return event.kind() == Kinds.DELETION && event.packed().tagCount() > TAGS_AT_ONCE;
  }

  /** Deletes what a tag names. */
  public void apply(List<String> tag) {
    if (tag.size() < 2) {
      return;
    }
    if (tag.get(0).equals("e")) {
      deleteEvent(tag.get(1));
    } else if (tag.get(0).equals("a")) {
      Address address = address(tag.get(1));
      if (address != null && address.owner().equals(event.pubkey())) {
        deleteVersion(address);
      }
    }
  }

  private void deleteEvent(String hex) {
    EventId id;
    try {
      id = EventId.parse(hex);
    } catch (IllegalArgumentException e) {
      return; // not an id, so it names nothing
    }
    long localId = target.find(id, found);
    if (localId >= 0) {
      if (!mayDelete(found)) {
        return;
      }
      target.remove(localId);
    }
    target.bar(id, event.pubkey());
  }

  private boolean mayDelete(PackedEvent named) {
    int kind = named.kind();
    boolean own = named.pubkey().equals(event.pubkey());
    return (own || GiftWraps.isFor(event.pubkey(), named))
        && kind != Kinds.DELETION
        && kind != Kinds.REQUEST_TO_VANISH;
  }

  private void deleteVersion(Address address) {
    long localId = target.find(address, found);
    if (localId >= 0 && found.createdAt() <= event.createdAt()) {
      target.remove(localId);
    }
    target.bar(address, event.createdAt());
  }

  private static @Nullable Address address(String text) {
    int first = text.indexOf(':');
    int second = text.indexOf(':', first + 1);
    if (first < 1 || second < 0) {
      return null;
    }
    try {
      int kind = Integer.parseInt(text.substring(0, first));
      PublicKey owner = PublicKey.parse(text.substring(first + 1, second));
      return switch (KindClass.of(kind)) {
        case ADDRESSABLE -> new Address(owner, kind, CanonicalText.of(text.substring(second + 1)));
        case REPLACEABLE -> new Address(owner, kind, NOTHING);
        default -> null;
      };
    } catch (IllegalArgumentException e) {
      return null; // not an address, so it names nothing
    }
  }
}
