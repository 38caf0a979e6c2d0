package heliograph.info;

import java.util.List;
import java.util.Map;

/** The health of the relay, for programs that supervise processes. Thread-safe. */
public interface Health {
  /**
   * The health of one part.
   *
   * @param isRequired whether the relay is down while this part is
   * @param data texts, numbers and booleans by name
   */
  record Check(String name, boolean isUp, boolean isRequired, Map<String, Object> data) {
    public Check {
      data = Map.copyOf(data);
    }

    /** Creates the check of a required part. */
    public Check(String name, boolean isUp, Map<String, Object> data) {
      this(name, isUp, true, data);
    }
  }

  /** Returns whether the relay is up, which is whether every required part is. */
  static boolean isUp(List<Check> checks) {
    return checks.stream().allMatch(check -> check.isUp() || !check.isRequired());
  }

  /** Returns the checks of whether the relay has started. */
  List<Check> started();

  /** Returns the checks of whether the relay should receive clients. */
  List<Check> ready();

  /** Returns the checks of whether the process is alive and needs no restart. */
  List<Check> live();
}
