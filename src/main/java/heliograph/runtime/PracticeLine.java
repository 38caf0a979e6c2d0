package heliograph.runtime;

import java.io.IOException;
import java.util.List;

/** A connection of the warm-up to its relay. Confined to one thread. */
interface PracticeLine extends AutoCloseable {
  /** Sends messages. */
  void send(List<String> messages) throws IOException;

  /**
   * Waits until {@code count} messages were received that are answers, and not events of a query.
   *
   * @throws IOException if there is none for five seconds
   */
  void awaitAnswers(int count) throws IOException, InterruptedException;

  @Override
  void close() throws IOException;
}
