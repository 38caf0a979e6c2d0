package heliograph.config;

import java.util.List;

/** A configuration with at least one bad value; names them all. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final List<String> faults;

  public ConfigException(List<String> faults) {
    super("bad configuration: " + String.join("; ", faults));
    this.faults = List.copyOf(faults);
  }

  /** One sentence a fault, each naming its key and value. */
  public List<String> faults() {
    return faults;
  }
}
