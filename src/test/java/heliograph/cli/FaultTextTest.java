package heliograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.config.ConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a person reads of a fault. */
class FaultTextTest {
  @ParameterizedTest
  @MethodSource("faults")
  void of_faultOfJava_isASentenceWithoutClasses(Throwable fault, String expected) {
    assertThat(FaultText.of(fault)).singleElement().asString().startsWith(expected);
    assertThat(FaultText.of(fault).getFirst())
        .doesNotContainPattern("[a-z]\\.[A-Z]|Exception|Error:");
  }

  static Stream<Arguments> faults() {
    IOException missing = new NoSuchFileException("/x");
    return Stream.of(
        Arguments.of(missing, "there is no file or folder /x"),
        Arguments.of(new AccessDeniedException("/x"), "no permission for /x"),
        Arguments.of(new FileSystemException("/x", null, "Is a directory"), "/x: Is a directory"),
        Arguments.of(new UncheckedIOException(missing), "there is no file or folder /x"),
        Arguments.of(
            new UncheckedIOException("cannot read the key", missing),
            "cannot read the key: there is no file or folder /x"),
        Arguments.of(
            new ServiceConfigurationError(
                "org.x.Spi: Provider org.x.Y could not be instantiated",
                new UncheckedIOException("cannot read the configuration file /x", missing)),
            "cannot read the configuration file /x: there is no such file or folder"),
        Arguments.of(
            new IOException(
                "cannot copy /x to /y", new FileSystemException("/x", null, "No space left")),
            "cannot copy /x to /y: No space left"),
        Arguments.of(
            new UncheckedIOException("cannot read the events", new MalformedInputException(1)),
            "cannot read the events: this is not text in UTF-8"),
        Arguments.of(new ConnectException(), "connection refused"),
        Arguments.of(new UnknownHostException("x"), "there is no host of this name"),
        Arguments.of(new UnresolvedAddressException(), "there is no host of this name"),
        Arguments.of(
            new NullPointerException("Cannot invoke \"java.lang.X.y()\""), "this is a fault"),
        Arguments.of(new ArrayStoreException(), "this is a fault"),
        Arguments.of(new OutOfMemoryError("Java heap space"), "the Java heap is too small"),
        Arguments.of(new UnsatisfiedLinkError("/tmp/x.so: no"), "a native library"),
        Arguments.of(
            new IllegalStateException(
                "cannot write: Platform constant error code: ENOSPC No space left on device (28)"),
            "cannot write: No space left on device"),
        Arguments.of(
            new IllegalArgumentException("bad java.net.URISyntaxException: Expected scheme"),
            "bad Expected scheme"));
  }

  @Test
  void of_configuration_isEveryFault() {
    assertThat(FaultText.of(new ConfigException(List.of("one", "two"))))
        .containsExactly("one", "two");
  }
}
