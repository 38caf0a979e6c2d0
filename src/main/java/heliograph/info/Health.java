package heliograph.info;

import java.util.List;
import java.util.Map;

/** How the relay is, for what looks after processes. Thread-safe. */
public interface Health {
  /**
   * What one part says of itself.
   *
   * @param isRequired whether the whole is down while this part is
   * @param data text, numbers and truth values by name
   */
  record Check(String name, boolean isUp, boolean isRequired, Map<String, Object> data) {
    public Check {
      data = Map.copyOf(data);
    }

    /** Creates the check of a part without which there is nothing. */
    public Check(String name, boolean isUp, Map<String, Object> data) {
      this(name, isUp, true, data);
    }
  }

  /** Returns whether the whole is up: every part without which there is nothing. */
  static boolean isUp(List<Check> checks) {
    return checks.stream().allMatch(check -> check.isUp() || !check.isRequired());
  }

  /** Returns whether it has started. */
  List<Check> started();

  /** Returns whether it should be given clients. */
  List<Check> ready();

  /** Returns whether the process is alive and needs no restart. */
  List<Check> live();
}
