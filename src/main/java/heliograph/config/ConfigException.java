package heliograph.config;

import java.util.List;

/** Thrown for a configuration with at least one bad value; the message names them all. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final List<String> faults;

  public ConfigException(List<String> faults) {
    super("bad configuration: " + String.join("; ", faults));
    this.faults = List.copyOf(faults);
  }

  /** Returns one sentence for each fault, with its key and value. */
  public List<String> faults() {
    return faults;
  }
}
