package heliograph.it;

import heliograph.TestEvents.Key;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test with one client of its own and keys nobody else has: the store is shared. */
abstract class RelayIT extends ShippedWar {
  private static final AtomicLong SEEDS = new AtomicLong(System.nanoTime());

  protected RelayClient client;
  protected long now;

  @BeforeEach
  void connect() {
    now = System.currentTimeMillis() / 1000;
    client = new RelayClient(webSocket());
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  protected static Key freshKey() {
    return Key.of(SEEDS.incrementAndGet());
  }

  protected static String authors(Key key) {
    return "\"authors\":[\"" + key.pubkey() + "\"]";
  }
}
