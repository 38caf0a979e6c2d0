package heliograph.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.config.TlsConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator's PEM files, and what is served of them. */
class TlsFilesTest {
  @TempDir private Path folder;
  private Path certificateFile;
  private Path keyFile;

  @BeforeEach
  void name() {
    certificateFile = folder.resolve("fullchain.pem");
    keyFile = folder.resolve("privkey.pem");
  }

  private TlsConfig config() {
    return new TlsConfig(certificateFile, keyFile, 7443, 10);
  }

  private Certificate served() {
    return served(new ServerCertificate(config()));
  }

  /** What an engine of now shows a client that trusts everybody. */
  private static Certificate served(ServerCertificate certificate) {
    return TestCertificate.shownBy(certificate.engine());
  }

  private TestCertificate written(String algorithm) throws Exception {
    TestCertificate made = TestCertificate.make(folder, algorithm, algorithm);
    made.write(certificateFile, keyFile);
    return made;
  }

  private void read() {
    new ServerCertificate(config());
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void files_ofEachKindOfKey_areTaken(String algorithm) throws Exception {
    TestCertificate made = written(algorithm);
    assertThat(served()).isEqualTo(made.certificate());
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC"})
  void key_inTheFormatOfItsAlgorithm_isTaken(String algorithm) throws Exception {
    TestCertificate made = written(algorithm);
    byte[] inner = PrivateKeyInfo.getInstance(made.key().getEncoded()).getPrivateKey().getOctets();
    if (algorithm.equals("EC")) {
      // PKCS#8 says the curve outside; tools that write SEC 1 say it inside
      inner =
          new ECPrivateKey(
                  384, // the curve that keytool takes
                  ECPrivateKey.getInstance(inner).getKey(),
                  PrivateKeyInfo.getInstance(made.key().getEncoded())
                      .getPrivateKeyAlgorithm()
                      .getParameters())
              .getEncoded();
    }
    TestCertificate.pem(keyFile, algorithm + " PRIVATE KEY", inner);
    assertThat(served()).isEqualTo(made.certificate());
  }

  @Test
  void files_thatDoNotFit_areRefusedWithASentence() throws Exception {
    assertThatThrownBy(this::read).hasMessageContaining("there is no certificate file");
    written("EC");
    Files.writeString(certificateFile, "hello");
    assertThatThrownBy(this::read).hasMessageContaining("holds no certificate");
    TestCertificate other = written("EC");
    written("RSA");
    TestCertificate.pem(keyFile, "PRIVATE KEY", other.key().getEncoded());
    assertThatThrownBy(this::read).hasMessageContaining("is not that of");
    written("EC");
    TestCertificate.pem(keyFile, "PRIVATE KEY", other.key().getEncoded());
    assertThatThrownBy(this::read).hasMessageContaining("is not that of");
    TestCertificate.pem(keyFile, "ENCRYPTED PRIVATE KEY", other.key().getEncoded());
    assertThatThrownBy(this::read).hasMessageContaining("it is encrypted");
    TestCertificate.pem(keyFile, "EC PRIVATE KEY", new byte[] {1, 2, 3});
    assertThatThrownBy(this::read).hasMessageContaining("cannot use the key");
    TestCertificate.pem(keyFile, "PUBLIC KEY", other.certificate().getPublicKey().getEncoded());
    assertThatThrownBy(this::read).hasMessageContaining("no PEM block PRIVATE KEY");
    Files.delete(keyFile);
    Files.createDirectory(keyFile);
    assertThatThrownBy(this::read).hasMessageContaining("cannot read the key file");
    Files.delete(keyFile);
    Files.write(keyFile, new byte[(1 << 20) + 1]);
    assertThatThrownBy(this::read).hasMessageContaining("longer than 1 MiB");
  }

  @Test
  void watch_takesNewFiles_onceTheyAreWholeAndBelongTogether() throws Exception {
    TestCertificate first = written("EC");
    ServerCertificate watch = new ServerCertificate(config());
    watch.run();
    TestCertificate second = TestCertificate.make(folder, "RSA", "second");
    TestCertificate.pem(certificateFile, "CERTIFICATE", second.certificate().getEncoded());
    watch.run();
    watch.run();
    assertThat(served(watch)).as("without its key").isEqualTo(first.certificate());
    TestCertificate.pem(keyFile, "PRIVATE KEY", second.key().getEncoded());
    watch.run();
    assertThat(served(watch)).as("it may be half written").isEqualTo(first.certificate());
    watch.run();
    assertThat(served(watch)).isEqualTo(second.certificate());
  }
}
