package heliograph.api;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.config.RelayConfig;
import heliograph.event.PublicKey;
import heliograph.metrics.InMemoryMeters;
import heliograph.store.EventStore;
import heliograph.store.StoreResult;
import heliograph.store.lmdb.LmdbEventStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorEventsTest {
  @TempDir private Path folder;

  private static void put(EventStore store, Key author, int number) {
    CompletableFuture<StoreResult> done = new CompletableFuture<>();
    store.write(TestEvents.note(author, 1_700_000_000 + number, "note"), done::complete);
    done.orTimeout(3, TimeUnit.MINUTES).join();
  }

  private static PublicKey key(int number) {
    return PublicKey.parse(Key.of(number).pubkey());
  }

  @Test
  void of_eachAuthor_countsWhatIsStored_untilTheBoundOfTheAnswer() {
    RelayConfig config =
        RelayConfig.read(name ->
            name.equals("heliograph.data") ? Optional.of(folder.toString()) : Optional.empty());
    try (EventStore store =
        new LmdbEventStore(
            config.fixed().store(),
            Clock.systemUTC(),
            new InMemoryMeters(),
            task -> Thread.ofPlatform().unstarted(task))) {
      for (int i = 0; i < 5; i++) {
        put(store, Key.of(1), i);
      }
      put(store, Key.of(2), 0);

      AuthorEvents.Answer all = new AuthorEvents(store, 100).answer();
      assertThat(all.of(key(1))).hasValue(5);
      assertThat(all.of(key(3))).hasValue(0);
      assertThat(all.of(key(2))).hasValue(1);

      AuthorEvents events = new AuthorEvents(store, 7);
      AuthorEvents.Answer bounded = events.answer();
      assertThat(bounded.of(key(1))).hasValue(5);
      assertThat(bounded.of(key(1))).as("only two more are looked at").isEmpty();
      assertThat(bounded.of(key(2))).isEmpty();
      assertThat(events.answer().of(key(2))).as("another answer begins anew").hasValue(1);

      assertThat(new AuthorEvents(store, 0).answer().of(key(2))).isEmpty();
    }
  }
}
