package heliograph.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The whole configuration.
 *
 * @param data folder for everything the relay keeps
 * @param identity how it presents itself
 * @param http where it listens
 * @param limits what clients may do
 * @param store the event store
 * @param crypto which implementation checks signatures
 * @param ignoreUnknownFilterKeys read over filter keys that no supported NIP defines
 * @param verifiers threads that check ids and signatures; 0 means one a core
 * @param scanners threads that answer queries; 0 means one a core
 */
public record RelayConfig(
    Path data,
    RelayIdentity identity,
    HttpConfig http,
    Limits limits,
    StoreConfig store,
    CryptoProvider crypto,
    boolean ignoreUnknownFilterKeys,
    int verifiers,
    int scanners) {

  /**
   * Reads and validates everything.
   *
   * @param source value of a key, empty when it is not set
   * @throws ConfigException naming every fault
   */
  public static RelayConfig read(Function<String, Optional<String>> source) {
    ConfigReader in = new ConfigReader(source);
    RelayConfig config = read(in);
    in.finish();
    return config;
  }

  /** Every key there is, with its default. */
  public static List<ConfigKey> keys() {
    ConfigReader in = new ConfigReader(name -> Optional.empty());
    read(in);
    return in.keys();
  }

  private static RelayConfig read(ConfigReader in) {
    Path data = in.path("heliograph.data", "data", "Folder for everything the relay keeps.");
    return new RelayConfig(
        data,
        RelayIdentity.read(in),
        HttpConfig.read(in),
        Limits.read(in),
        StoreConfig.read(in, data),
        in.choice(
            "heliograph.crypto.provider",
            CryptoProvider.AUTO,
            "Who checks signatures: auto, secp256k1 (native) or bouncycastle (portable)."),
        in.flag(
            "heliograph.filter.ignore-unknown-keys",
            false,
            "Read over filter keys that no supported NIP defines instead of refusing them."),
        in.integer(
            "heliograph.threads.verifiers",
            0,
            0,
            1_024,
            "Threads that check ids and signatures; 0 means one for each core."),
        in.integer(
            "heliograph.threads.scanners",
            0,
            0,
            1_024,
            "Threads that answer queries; 0 means one for each core."));
  }
}
