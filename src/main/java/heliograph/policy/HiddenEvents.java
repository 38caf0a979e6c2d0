package heliograph.policy;

import heliograph.event.EventId;
import heliograph.event.PackedEvent;
import heliograph.event.PublicKey;
import heliograph.filter.KeySet;
import java.util.Collection;
import java.util.stream.LongStream;

/**
 * The authors and events that an operator has banned: they are not accepted, and not served to
 * anyone while the ban lasts. Nothing is removed from the store, so the events are served again
 * after the ban. Immutable.
 */
record HiddenEvents(KeySet authors, KeySet ids) {

  static HiddenEvents of(Collection<PublicKey> authors, Collection<EventId> ids) {
    return new HiddenEvents(
        KeySet.of(
            authors.stream()
                .flatMapToLong(key -> LongStream.of(key.a(), key.b(), key.c(), key.d()))
                .toArray()),
        KeySet.of(
            ids.stream()
                .flatMapToLong(id -> LongStream.of(id.a(), id.b(), id.c(), id.d()))
                .toArray()));
  }

  boolean isEmpty() {
    return authors.size() == 0 && ids.size() == 0;
  }

  boolean hidesAuthor(PackedEvent event) {
    return authors.size() > 0
        && authors.contains(
            event.pubkeyWord(0), event.pubkeyWord(1), event.pubkeyWord(2), event.pubkeyWord(3));
  }

  boolean hidesId(PackedEvent event) {
    return ids.size() > 0
        && ids.contains(event.idWord(0), event.idWord(1), event.idWord(2), event.idWord(3));
  }
}
