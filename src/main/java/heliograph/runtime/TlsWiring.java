package heliograph.runtime;

import heliograph.config.RelayConfig;
import heliograph.metrics.Meters;
import heliograph.tls.ServerCertificate;
import heliograph.tls.TlsClients;
import heliograph.tls.TlsListener;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** Builds the relay's TLS if it is configured: the certificate and the listener. */
record TlsWiring(ServerCertificate certificate, TlsListener listener) {
  /** How long close frames may take to reach clients when the relay stops. */
  private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(2);

  /**
   * Reads the certificate and binds the port.
   *
   * @throws heliograph.config.ConfigException if either fails
   */
  static Optional<TlsWiring> open(
      RelayConfig config,
      TlsClients clients,
      ToIntFunction<InetAddress> webSocketsMax,
      Meters meters) {
    return config
        .fixed()
        .http()
        .tls()
        .map(tls -> {
          ServerCertificate certificate = new ServerCertificate(tls);
          return new TlsWiring(
              certificate,
              new TlsListener(
                  config.fixed().http(), tls, certificate, clients, webSocketsMax, meters));
        });
  }

  /** Waits until the bytes of the last answers are sent. */
  void drain() {
    try {
      listener.drain(DRAIN_TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
