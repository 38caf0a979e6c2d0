package heliograph.tls;

import heliograph.config.ConfigException;
import heliograph.config.TlsConfig;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * The certificate and key for new connections, read from the operator's PEM files. Each {@link
 * #run} compares the files with those in use. Changed files are taken over once two runs in a row
 * have found the same content and key and certificate belong together. Otherwise the ones in use
 * stay, and an error is logged. Any thread may create engines; one thread calls {@code run}.
 */
public final class ServerCertificate implements Runnable {
  private static final Logger LOG = System.getLogger(ServerCertificate.class.getName());
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  /** The server's plain port speaks HTTP/1.1 only. */
  private static final String[] APPLICATION_PROTOCOLS = {"http/1.1"};

  private record Stamp(FileTime time, long bytes) {}

  private final TlsConfig config;
  private volatile SSLContext context;
  private volatile Instant end = Instant.EPOCH;
  private List<Stamp> served;
  private List<Stamp> seen;

  /**
   * Reads both files.
   *
   * @throws ConfigException with a sentence for the operator, if they cannot be used
   */
  public ServerCertificate(TlsConfig config) {
    this.config = config;
    served = stamps();
    seen = served;
    try {
      context = read("certificate read");
    } catch (IOException e) {
      throw new ConfigException(List.of(String.valueOf(e.getMessage())));
    }
  }

  /** Creates the server's side of a new connection. */
  SSLEngine engine() {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(PROTOCOLS);
    parameters.setCipherSuites(
        Arrays.stream(parameters.getCipherSuites())
            .filter(ServerCertificate::isTaken)
            .toArray(String[]::new));
    parameters.setUseCipherSuitesOrder(true);
    parameters.setApplicationProtocols(APPLICATION_PROTOCOLS);
    engine.setSSLParameters(parameters);
    return engine;
  }

  /** Returns when the certificate in use expires. */
  Instant end() {
    return end;
  }

  /**
   * Returns true for all suites of TLS 1.3 and for those of TLS 1.2 with forward secrecy and
   * authenticated encryption.
   */
  private static boolean isTaken(String suite) {
    return suite.startsWith("TLS_AES_")
        || suite.startsWith("TLS_CHACHA20_")
        || suite.startsWith("TLS_ECDHE_")
            && (suite.contains("_GCM_") || suite.contains("_CHACHA20_"));
  }

  private List<Stamp> stamps() {
    List<Stamp> found = new ArrayList<>();
    for (Path file : List.of(config.certificate(), config.key())) {
      try {
        found.add(new Stamp(Files.getLastModifiedTime(file), Files.size(file)));
      } catch (IOException e) {
        // a file that comes back counts as changed
        LOG.log(Level.DEBUG, "cannot look at {0}", file);
      }
    }
    return found;
  }

  @Override
  public void run() {
    List<Stamp> now = stamps();
    boolean isSettled = now.equals(seen);
    seen = now;
    if (isSettled && !now.equals(served)) {
      served = now;
      try {
        context = read("certificate replaced");
      } catch (IOException | RuntimeException e) { // the watch must go on
        LOG.log(
            Level.ERROR,
            "the new certificate cannot be used, the old one stays: {0}",
            e.getMessage());
      }
    }
  }

  private SSLContext read(String what) throws IOException {
    Identity identity = Identity.read(config.certificate(), config.key());
    SSLContext made = identity.context();
    end = identity.end();
    LOG.log(Level.INFO, "{0} subject={1} end={2}", what, identity.subject(), end);
    if (end.isBefore(Instant.now())) {
      LOG.log(Level.WARNING, "the certificate in {0} expired at {1}", config.certificate(), end);
    }
    if (isReadByAll(config.key())) {
      LOG.log(
          Level.WARNING,
          "everybody on this machine can read the key in {0}: chmod o-r it",
          config.key());
    }
    return made;
  }

  private static boolean isReadByAll(Path file) {
    try {
      return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException | UnsupportedOperationException e) {
      return false; // no such modes here
    }
  }
}
