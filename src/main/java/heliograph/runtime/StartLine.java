package heliograph.runtime;

import heliograph.config.RelayConfig;
import heliograph.config.StartupConfig;
import heliograph.crypto.Schnorr;
import heliograph.store.StoreStatistics;
import java.util.Locale;

/** The log line of a start: the program's version, folders and settings. */
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
}
