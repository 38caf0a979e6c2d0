package heliograph.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** A certificate for this machine that has signed itself, as keytool makes it, with its key. */
public record TestCertificate(X509Certificate certificate, PrivateKey key) {
  private static final String PASSWORD = "changeit";

  /** Makes one, with a key of {@code RSA}, {@code EC} or {@code Ed25519}. */
  public static TestCertificate make(Path folder, String algorithm, String name)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path store = Files.createTempDirectory(folder, "keytool").resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    "test",
                    "-keyalg",
                    algorithm,
                    "-dname",
                    "CN=" + name,
                    "-ext",
                    "san=ip:127.0.0.1,dns:localhost",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (keytool.waitFor() != 0) {
      throw new AssertionError("keytool made no certificate");
    }
    KeyStore made = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      made.load(in, PASSWORD.toCharArray());
    }
    if (made.getCertificate("test") instanceof X509Certificate certificate
        && made.getKey("test", PASSWORD.toCharArray()) instanceof PrivateKey key) {
      return new TestCertificate(certificate, key);
    }
    throw new AssertionError("keytool made something else");
  }

  /** Writes {@code bytes} as a PEM block of this type, in one step. */
  public static Path pem(Path file, String type, byte[] bytes) throws IOException {
    String text =
        "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
            .formatted(type, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes));
    Path fresh = file.resolveSibling(file.getFileName() + ".fresh");
    Files.write(fresh, text.getBytes(US_ASCII));
    return Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Writes both as PEM files. */
  public void write(Path certificateFile, Path keyFile)
      throws IOException, GeneralSecurityException {
    pem(certificateFile, "CERTIFICATE", certificate.getEncoded());
    pem(keyFile, "PRIVATE KEY", key.getEncoded());
  }

  /** What trusts this certificate alone. */
  public SSLContext trusting() throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("test", certificate);
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  /** What trusts any certificate, for a test of what comes after it. */
  public static SSLContext trustingEverybody() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Trusting()}, null);
    return context;
  }

  /** The certificate that a server's engine shows to a client that trusts everybody. */
  static Certificate shownBy(SSLEngine server) {
    try {
      SSLEngine client = trustingEverybody().createSSLEngine();
      client.setUseClientMode(true);
      ByteBuffer toServer = ByteBuffer.allocate(1 << 16);
      ByteBuffer toClient = ByteBuffer.allocate(1 << 16);
      client.beginHandshake();
      server.beginHandshake();
      while (client.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
        step(client, toServer, toClient);
        step(server, toClient, toServer);
      }
      return client.getSession().getPeerCertificates()[0];
    } catch (GeneralSecurityException | SSLException e) {
      throw new AssertionError(e);
    }
  }

  private static void step(SSLEngine engine, ByteBuffer out, ByteBuffer in) throws SSLException {
    switch (engine.getHandshakeStatus()) {
      case NEED_TASK -> {
        for (Runnable task = engine.getDelegatedTask();
            task != null;
            task = engine.getDelegatedTask()) {
          task.run();
        }
      }
      case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out);
      default -> {
        in.flip();
        engine.unwrap(in, ByteBuffer.allocate(1 << 16));
        in.compact();
      }
    }
  }

  /** Trusts everybody, for a test that asks only whom it is shown. */
  private static final class Trusting extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
