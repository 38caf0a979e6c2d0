package heliograph.runtime;

import heliograph.config.RelayConfig;
import heliograph.config.StartupConfig;
import heliograph.crypto.Schnorr;
import heliograph.store.StoreStatistics;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** The log lines of a start: the program's version, folders and settings. */
final class StartLine {
  private StartLine() {}

  static String of(RelayConfig config, Schnorr schnorr, StoreStatistics store) {
    StartupConfig fixed = config.fixed();
    return "relay started version=%s data=%s settings=%s mode=%s profile=%s admins=%d java=%s crypto=%s events=%d"
        .formatted(
            Version.current(),
            fixed.data().toAbsolutePath(),
            FileConfigSource.file().map(Object::toString).orElse("none"),
            fixed.mode().name().toLowerCase(Locale.ROOT),
            fixed.profile().spelled(),
            config.live().admins().size(),
            System.getProperty("java.version"),
            schnorr.name(),
            store.events());
  }

  /**
   * Returns a warning if nobody has said where the data are to lie: a deployment that has lost its
   * settings begins an empty store there.
   *
   * @param isLaunched whether the launcher started this server, which names the folder itself
   */
  static Optional<String> warning(RelayConfig config, boolean isLaunched) {
    Path data = config.fixed().data();
    return isLaunched || !data.equals(Path.of(StartupConfig.DATA_DEFAULT).toAbsolutePath())
        ? Optional.empty()
        : Optional.of("heliograph.data is not set: this relay keeps its data in " + data);
  }
}
