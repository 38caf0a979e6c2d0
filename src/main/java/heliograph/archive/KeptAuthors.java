package heliograph.archive;

import heliograph.config.ArchiveConfig;
import heliograph.event.PublicKey;
import heliograph.store.VersionKeeping;
import java.util.function.Predicate;

/** The authors whose replaced versions are kept, as configured. */
public final class KeptAuthors {
  private KeptAuthors() {}

  /**
   * Returns which versions the store keeps.
   *
   * @param isTrusted called for each replaced event; must return at once
   */
  public static VersionKeeping keeping(ArchiveConfig config, Predicate<PublicKey> isTrusted) {
    Predicate<PublicKey> author =
        switch (config.keep()) {
          case OFF -> key -> false;
          case TRUSTED -> isTrusted;
          case ALL -> key -> true;
        };
    return new VersionKeeping(author, config.versionsMax(), config.time());
  }
}
