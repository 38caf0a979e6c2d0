package heliograph.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A private key and its certificate chain, the server's certificate first, as certbot, acme.sh and
 * other tools write them to PEM files. Immutable.
 */
record Identity(PrivateKey key, List<X509Certificate> chain) {
  private static final long FILE_MAX = 1 << 20;

  /** The key store needs no password, because it is never written anywhere. */
  private static final char[] NO_PASSWORD = new char[0];

  /** The most TLS sessions that are kept for resumption without tickets. */
  private static final int SESSIONS_MAX = 1_000;

  private static final int SESSION_SECONDS = 3_600;

  Identity {
    chain = List.copyOf(chain);
  }

  /**
   * Reads both files.
   *
   * @throws IOException with a sentence for the operator, if a file cannot be read, holds no
   *     certificate or key, or the two do not belong together
   */
  static Identity read(Path certificateFile, Path keyFile) throws IOException {
    List<X509Certificate> chain = certificates(certificateFile);
    PublicKey published = chain.getFirst().getPublicKey();
    PrivateKey key;
    try {
      byte[] encoded = PemKey.read(text("key", keyFile));
      key =
          KeyFactory.getInstance(published.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(encoded));
      if (!belong(key, published)) {
        throw new IOException("the key in " + keyFile + " is not that of " + certificateFile);
      }
    } catch (GeneralSecurityException e) {
      throw new IOException("the key in " + keyFile + " is not that of " + certificateFile, e);
    } catch (IllegalArgumentException e) {
      throw new IOException("cannot use the key in " + keyFile + ": " + e.getMessage(), e);
    }
    return new Identity(key, chain);
  }

  /** Returns when the certificate expires. */
  Instant end() {
    return chain.getFirst().getNotAfter().toInstant();
  }

  /** Returns the certificate's subject. */
  String subject() {
    return chain.getFirst().getSubjectX500Principal().getName();
  }

  /**
   * Creates the context for new connections.
   *
   * @throws IOException with a sentence for the operator, if the certificates are no chain
   */
  SSLContext context() throws IOException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, NO_PASSWORD);
      store.setKeyEntry("relay", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(store, NO_PASSWORD);
      SSLContext made = SSLContext.getInstance("TLS");
      made.init(keys.getKeyManagers(), null, null);
      made.getServerSessionContext().setSessionCacheSize(SESSIONS_MAX);
      made.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
      return made;
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificates are no chain: " + e.getMessage(), e);
    }
  }

  private static List<X509Certificate> certificates(Path file) throws IOException {
    byte[] text = text("certificate", file);
    try {
      List<X509Certificate> found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(text))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (found.isEmpty()) {
        throw new IOException(file + " holds no certificate");
      }
      return found;
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " holds no certificate in PEM format", e);
    }
  }

  private static byte[] text(String what, Path file) throws IOException {
    try {
      if (Files.size(file) <= FILE_MAX) {
        return Files.readAllBytes(file);
      }
    } catch (NoSuchFileException e) {
      throw new IOException("there is no " + what + " file " + file, e);
    } catch (AccessDeniedException e) {
      throw new IOException("the relay's user may not read the " + what + " file " + file, e);
    } catch (IOException e) {
      throw new IOException("cannot read the " + what + " file " + file + ": " + e.getMessage(), e);
    }
    throw new IOException("the " + what + " file " + file + " is longer than 1 MiB");
  }

  /** Returns whether a signature made with {@code key} verifies with {@code published}. */
  private static boolean belong(PrivateKey key, PublicKey published)
      throws GeneralSecurityException {
    Signature signature =
        Signature.getInstance(
            switch (published.getAlgorithm().toUpperCase(Locale.ROOT)) {
              case "RSA" -> "SHA256withRSA";
              case "EC" -> "SHA256withECDSA";
              default -> published.getAlgorithm();
            });
    byte[] probe = {1, 2, 3};
    signature.initSign(key);
    signature.update(probe);
    byte[] signed = signature.sign();
    signature.initVerify(published);
    signature.update(probe);
    return signature.verify(signed);
  }
}
