package heliograph.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateExpiredException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a person reads of a connection that failed. */
class NetworkFaultTest {
  private static <T extends Throwable> T by(T fault, Throwable cause) {
    fault.initCause(cause);
    return fault;
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of(
            by(new ConnectException(), by(new ConnectException(), new ClosedChannelException())),
            "connection refused"),
        Arguments.of(
            by(
                new ConnectException(),
                by(new ConnectException(), new UnresolvedAddressException())),
            "there is no host of this name"),
        Arguments.of(new UnknownHostException("x"), "there is no host of this name"),
        Arguments.of(
            by(
                new HttpConnectTimeoutException("HTTP connect timed out"),
                new ConnectException("HTTP connect timed out")),
            "no answer in time"),
        Arguments.of(new TimeoutException(), "no answer in time"),
        Arguments.of(
            by(new SSLHandshakeException("PKIX"), new CertificateExpiredException("NotAfter: now")),
            "its certificate is not trusted: NotAfter: now"),
        Arguments.of(
            new SSLHandshakeException("Unsupported or unrecognized SSL message"),
            "TLS fails: Unsupported or unrecognized SSL message"),
        Arguments.of(
            new IOException("HTTP/1.1 header parser received no bytes"),
            "it closed the connection without an answer"),
        Arguments.of(
            new IOException("Invalid status line: \"SSH-2.0-x\""), "it does not speak HTTP"),
        Arguments.of(
            new IOException(new IllegalStateException("its answer is too long")),
            "its answer is too long"),
        Arguments.of(new IOException(), "the connection failed"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void words_ofAFault_areTheCause(Throwable fault, String expected) {
    assertThat(NetworkFault.words(fault)).isEqualTo(expected);
  }
}
