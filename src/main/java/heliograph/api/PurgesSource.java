package heliograph.api;

import heliograph.purge.Purges;
import java.util.Optional;

/** Where purges are made; nowhere without a database. */
@FunctionalInterface
public interface PurgesSource {
  Optional<Purges> purges();
}
