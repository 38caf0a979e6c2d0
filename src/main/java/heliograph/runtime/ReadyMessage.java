package heliograph.runtime;

import heliograph.config.HttpConfig;
import heliograph.config.RelayConfig;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Prints the addresses of the relay for the operator, once it answers: polls the server's readiness
 * until it is ready. The answer counts only if this process gave it, because another relay may
 * listen at that address. Nothing waits for this message.
 */
final class ReadyMessage {
  private static final Logger LOG = System.getLogger(ReadyMessage.class.getName());
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final RelayConfig config;
  private final BooleanSupplier hasSaidReady;

  /**
   * Creates the message for a relay or worker with this configuration.
   *
   * @param hasSaidReady returns whether this process has ever answered that it is ready
   */
  ReadyMessage(RelayConfig config, BooleanSupplier hasSaidReady) {
    this.config = config;
    this.hasSaidReady = hasSaidReady;
  }

  /**
   * Waits until the server answers that it is ready, two minutes at most, then prints the message.
   */
  void printWhenReady() throws InterruptedException {
    HttpConfig http = config.fixed().http();
    boolean everywhere = http.host().equals("*") || http.host().equals("0.0.0.0");
    String host = everywhere ? "127.0.0.1" : http.host();
    String address = host + ":" + http.port();
    String clients =
        http.tls()
            .map(tls ->
                "wss://%1$s:%2$d/ (WebSocket), https://%1$s:%2$d/".formatted(host, tls.port()))
            .orElse("ws://%1$s/ (WebSocket), http://%1$s/".formatted(address));
    String operators = http.adminPort() > 0 ? "127.0.0.1:" + http.adminPort() : address;
    URI readiness = URI.create("http://" + operators + "/health/ready");
    long end = System.nanoTime() + PATIENCE.toNanos();
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (System.nanoTime() < end) {
        ask(client, readiness);
        if (hasSaidReady.getAsBoolean()) {
          Console.say(
              config.fixed().isWorker()
                  ? "Heliograph works on the statistics: http://" + operators + "/health"
                  : "Heliograph is ready: "
                      + clients
                      + " ("
                      + (http.adminPort() > 0 ? "operators http://" + operators + "/, " : "")
                      + "profile "
                      + config.fixed().profile().spelled()
                      + ", memory budget "
                      + Configuration.budget(config).summary()
                      + ")");
          return;
        }
        Thread.sleep(POLL);
      }
    }
  }

  private static void ask(HttpClient client, URI readiness) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(readiness).timeout(Duration.ofSeconds(2)).build();
    try {
      client.send(request, HttpResponse.BodyHandlers.discarding());
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "not listening yet address={0}", readiness);
    }
  }
}
