package heliograph.subscription;

import heliograph.policy.AddressBucket;
import heliograph.protocol.MessagePrefix;
import heliograph.store.CounterWalk;

/**
 * The first counting for a maintained counter. The COUNT that caused it has been answered; the task
 * takes turns with that client's queries.
 */
final class CounterTask implements ScanTask {
  private final CounterWalk walk;
  private final Object connection;
  private final AddressBucket address;

  CounterTask(CounterWalk walk, Object connection, AddressBucket address) {
    this.walk = walk;
    this.connection = connection;
    this.address = address;
  }

  @Override
  public boolean resume(long nanos) {
    return walk.resume(nanos);
  }

  @Override
  public Object connection() {
    return connection;
  }

  @Override
  public AddressBucket address() {
    return address;
  }

  @Override
  public void fail(MessagePrefix prefix, String sentence) {
    walk.abandon();
  }
}
