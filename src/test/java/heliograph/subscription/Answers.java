package heliograph.subscription;

import heliograph.protocol.RelayMessage;
import java.util.concurrent.LinkedBlockingQueue;

/** All answers of one client that reads at once, in their order. */
final class Answers extends NoOutlet {
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
  public void whenDrained(Runnable resume) {
    resume.run();
  }

  @Override
  public void overflow(long bytes) {
    throw new AssertionError("overflow of " + bytes);
  }
}
