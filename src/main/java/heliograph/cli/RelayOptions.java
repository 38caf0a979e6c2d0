package heliograph.cli;

import heliograph.client.RelayDialogue;
import heliograph.config.CryptoProvider;
import heliograph.crypto.RelayKey;
import heliograph.runtime.SchnorrProvider;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for the relay that a command uses, and for the key. */
final class RelayOptions {
  private static final int TIMEOUT_MAX = 3_600;

  /** The default file of the secret key. */
  static final String KEY_DEFAULT = "nostr.key";

  @Option(
      names = "--relay",
      paramLabel = "URL",
      defaultValue = "${env:HELIOGRAPH_RELAY:-ws://127.0.0.1:7447/}",
      description = "the relay (HELIOGRAPH_RELAY; default: ws://127.0.0.1:7447/)")
  private URI relay;

  @Option(
      names = "--as",
      paramLabel = "URL",
      description = "the relay's public address, where proofs must name another than --relay")
  private @Nullable URI publicAddress;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      defaultValue = "${env:HELIOGRAPH_KEY}",
      description = "file with the secret key (HELIOGRAPH_KEY); './heliograph key' makes one")
  private @Nullable Path key;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "20",
      description = "how long to wait for each answer; default ${DEFAULT-VALUE}")
  private int timeout;

  URI relay() {
    return relay;
  }

  /** Returns the address that proofs of identity name. */
  URI named() {
    return publicAddress == null ? relay : publicAddress;
  }

  Duration patience() {
    if (timeout < 1 || timeout > TIMEOUT_MAX) {
      throw new IllegalArgumentException(
          "--timeout must be from 1 to " + TIMEOUT_MAX + " seconds: " + timeout);
    }
    return Duration.ofSeconds(timeout);
  }

  /** Returns the key that an option names, if there is one. */
  Optional<RelayKey> key() {
    return key == null ? Optional.empty() : Optional.of(read(key));
  }

  /** Returns the key that an option names, otherwise the one in the current folder. */
  RelayKey keyOrDefault() {
    return read(key == null ? Path.of(KEY_DEFAULT) : key);
  }

  private static RelayKey read(Path file) {
    if (file.toString().startsWith("nsec1")) {
      throw new IllegalArgumentException(
          "--key names a file: put the nsec into one, where other users of the machine cannot see"
              + " it");
    }
    if (!Files.exists(file)) {
      throw new IllegalStateException(
          "there is no key file " + file + "; './heliograph key " + file + "' makes one");
    }
    return RelayKey.of(file, SchnorrProvider.of(CryptoProvider.AUTO));
  }

  /** Connects to the relay; its notices go to standard error. */
  RelayDialogue connect(Optional<RelayKey> as) {
    return new RelayDialogue(relay, named(), as, patience(), System.err::println);
  }
}
