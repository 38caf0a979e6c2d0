package heliograph.api;

import heliograph.purge.Purges;
import java.util.Optional;

/** Returns the purges; empty without a database. */
@FunctionalInterface
public interface PurgesSource {
  Optional<Purges> purges();
}
