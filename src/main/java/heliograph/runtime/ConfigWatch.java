package heliograph.runtime;

import heliograph.config.ConfigException;
import heliograph.config.RelayConfig;
import heliograph.metrics.Meters;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Checks every second whether the operator's file, or a list it names, has changed, and if so reads
 * everything again. A valid configuration is applied as a whole; one with faults is refused with
 * all its faults in the log, and the old one stays. Keys that need a restart are also named there.
 * Confined to the thread that calls it.
 *
 * <p>The state of a file is recorded before it is read, so a change while the files are read, or
 * while the relay starts, is seen at the next check. Reading the same values again changes nothing
 * and is not logged.
 */
final class ConfigWatch implements Runnable {
  private static final Logger LOG = System.getLogger(ConfigWatch.class.getName());

  private record Stamp(FileTime time, long bytes) {}

  private final Supplier<Configuration.Loaded> loader;
  private final Consumer<RelayConfig> taker;
  private final Meters.Counter reloads;
  private final Meters.Counter refusals;
  private Configuration.Loaded current;
  private Map<Path, Stamp> stamps;

  ConfigWatch(
      Configuration.Loaded current,
      Supplier<Configuration.Loaded> loader,
      Consumer<RelayConfig> taker,
      Meters meters) {
    this.current = current;
    this.loader = loader;
    this.taker = taker;
    String name = "heliograph_config_reloads_total";
    String description = "Configuration reloads, by result";
    reloads = meters.counter(name, description, "result", "taken");
    refusals = meters.counter(name, description, "result", "refused");
    stamps = Map.of(); // forces a read, because the start has read the files some time ago
  }

  private Map<Path, Stamp> stamps() {
    List<Path> files = new ArrayList<>(current.config().files());
    FileConfigSource.file().ifPresent(files::add);
    Map<Path, Stamp> found = new HashMap<>();
    for (Path file : files) {
      try {
        found.put(file, new Stamp(Files.getLastModifiedTime(file), Files.size(file)));
      } catch (IOException e) {
        // it counts as changed when it can be read again
        LOG.log(Level.DEBUG, "cannot look at {0}", file);
      }
    }
    return found;
  }

  @Override
  public void run() {
    Map<Path, Stamp> now = stamps();
    if (!now.equals(stamps)) {
      stamps = now; // a list that is named for the first time differs at the next check
      reload();
    }
  }

  /** Reads everything now, whether or not it has changed; returns a line for each result. */
  List<String> look() {
    stamps = stamps();
    return reload();
  }

  private List<String> reload() {
    try {
      Configuration.Loaded fresh = loader.get();
      RelayConfig merged = current.config().withLivePartOf(fresh.config());
      if (merged.equals(current.config()) && fresh.values().equals(current.values())) {
        return List.of("nothing has changed");
      }
      List<String> outcome = new ArrayList<>();
      for (String key : fresh.fixedKeysThatDifferFrom(current)) {
        LOG.log(Level.WARNING, "configuration key={0} takes effect at the next start", key);
        outcome.add(key + " takes effect at the next start");
      }
      taker.accept(merged);
      current = new Configuration.Loaded(merged, fresh.values());
      reloads.increment();
      LOG.log(Level.INFO, "configuration reloaded");
      outcome.add("the settings are in effect");
      return outcome;
    } catch (ConfigException e) {
      refused(String.join("; ", e.faults()));
      return e.faults().stream().map(fault -> "refused " + fault).toList();
    } catch (RuntimeException | ServiceConfigurationError e) {
      // also for a file that is missing or broken, which ServiceLoader reports: the watch must go
      // on
      refused(String.valueOf(e));
      Throwable cause =
          e instanceof ServiceConfigurationError && e.getCause() != null ? e.getCause() : e;
      return List.of("refused " + cause.getMessage());
    }
  }

  private void refused(String faults) {
    refusals.increment();
    LOG.log(Level.ERROR, "configuration refused, the old one stays: {0}", faults);
  }
}
