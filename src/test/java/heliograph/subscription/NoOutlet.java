package heliograph.subscription;

import heliograph.protocol.RelayMessage;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A client that reads at once; of what it is sent, the replies are kept. */
class NoOutlet implements Outlet {
  final List<RelayMessage> replies = new CopyOnWriteArrayList<>();

  @Override
  public void stored(RelayMessage message) {}

  @Override
  public void live(RelayMessage.Event message) {}

  @Override
  public void reply(RelayMessage message) {
    replies.add(message);
  }

  @Override
  public void cork() {}

  @Override
  public void uncork() {}

  @Override
  public boolean isBehind() {
    return false;
  }

  @Override
  public boolean isFull() {
    return false;
  }

  @Override
  public boolean isClosed() {
    return false;
  }

  @Override
  public void whenDrained(Runnable resume) {}

  @Override
  public void overflow(long bytes) {}
}
