package heliograph.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.connection.ClientConnection;
import heliograph.connection.Connections;
import heliograph.connection.Origin;
import heliograph.connection.Transport;
import heliograph.protocol.RelayMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A connection without a socket, for a server whose own address the relay does not know. */
final class DirectLine implements PracticeLine {
  private final Semaphore answers = new Semaphore(0);
  private final ClientConnection client;

  DirectLine(Connections connections) {
    Origin origin = new Origin(InetAddress.getLoopbackAddress(), Optional.empty());
    client = connections.open(new Counting(answers), origin).orElseThrow();
  }

  @Override
  public void send(List<String> messages) {
    client.cork();
    messages.forEach(message -> client.received(message.getBytes(UTF_8)));
    client.flushOnThisThread();
  }

  @Override
  public void awaitAnswers(int count) throws IOException, InterruptedException {
    if (!answers.tryAcquire(count, 5, TimeUnit.SECONDS)) {
      throw new IOException("no answer for five seconds");
    }
  }

  @Override
  public void close() {
    client.ended();
  }

  /** Counts answers, and discards them and events. */
  private record Counting(Semaphore answers) implements Transport {
    @Override
    public void send(RelayMessage message) {
      if (!(message instanceof RelayMessage.Event || message instanceof RelayMessage.Auth)) {
        answers.release();
      }
    }

    @Override
    public void ping() {}

    @Override
    public void pong(byte[] payload) {}

    @Override
    public void flush() {}

    @Override
    public void close(int code, String reason) {}

    @Override
    public void cut() {}
  }
}
