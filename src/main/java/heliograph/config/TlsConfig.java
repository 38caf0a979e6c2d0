package heliograph.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * TLS by the relay itself.
 *
 * @param certificate PEM file of the certificate and its chain
 * @param key PEM file of its private key
 * @param port TCP port
 * @param connectionsMax open connections over TLS
 */
public record TlsConfig(Path certificate, Path key, int port, int connectionsMax) {
  static Optional<TlsConfig> read(StartupConfigReader in, int httpPort, int adminPort) {
    String certificate =
        in.text(
            "heliograph.http.tls-certificate",
            "",
            "PEM file of a certificate with its chain: with it the relay speaks TLS at"
                + " heliograph.http.tls-port, and HTTP is redirected there. Read again when it"
                + " changes.");
    String key =
        in.text(
            "heliograph.http.tls-key",
            "",
            "PEM file of the certificate's private key (PKCS#8, PKCS#1 or SEC 1), not encrypted.");
    int port =
        in.integer(
            "heliograph.http.tls-port", 7443, 1, 65_535, "Port for WebSocket and HTTP over TLS.");
    int connectionsMax =
        in.integer(
            "heliograph.http.tls-connections-max",
            3_500,
            1,
            20_000,
            "Open connections over TLS; more are cut at once.");
    if (certificate.isEmpty() && key.isEmpty()) {
      return Optional.empty();
    }
    if (certificate.isEmpty() || key.isEmpty()) {
      in.fault("heliograph.http.tls-certificate and heliograph.http.tls-key need each other");
    }
    if (adminPort <= 0) {
      in.fault(
          "heliograph.http.tls-certificate needs heliograph.http.admin-port, for"
              + " heliograph.http.port only redirects then");
    }
    if (port == httpPort || port == adminPort) {
      in.fault("heliograph.http.tls-port must differ from the other ports, not be " + port);
    }
    return Optional.of(
        new TlsConfig(
            Path.of(certificate).toAbsolutePath(),
            Path.of(key).toAbsolutePath(),
            port,
            connectionsMax));
  }
}
