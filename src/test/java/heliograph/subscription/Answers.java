package heliograph.subscription;

import heliograph.protocol.RelayMessage;
import java.util.concurrent.LinkedBlockingQueue;

/** The answers of one client that reads at once. */
final class Answers implements Outlet {
  final LinkedBlockingQueue<RelayMessage> messages = new LinkedBlockingQueue<>();

  @Override
  public void stored(RelayMessage message) {
    messages.add(message);
  }

  @Override
  public void live(RelayMessage.Event message) {
    messages.add(message);
  }

  @Override
  public void reply(RelayMessage message) {
    messages.add(message);
  }

  @Override
  public boolean isClosed() {
    return false;
  }

  @Override
  public void hold() {}

  @Override
  public void release() {}

  @Override
  public boolean isBehind() {
    return false;
  }

  @Override
  public boolean isFull() {
    return false;
  }

  @Override
  public void whenDrained(Runnable resume) {
    resume.run();
  }

  @Override
  public void overflow(long bytes) {
    throw new AssertionError("overflow of " + bytes);
  }
}
