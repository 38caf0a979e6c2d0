package heliograph.config;

import java.util.Optional;

/**
 * The clients that a relay is for. A profile gives defaults only to the rates and the limits of an
 * address; a key that is set overrides it.
 */
public enum Profile {
  /** Strangers from the internet: limits that people never reach. */
  PUBLIC,
  /** People the operator knows: no rates, and a large share for each address. */
  PRIVATE,
  /** Measurements: nothing is refused by a rate or by an address. */
  BENCH;

  /** The default of a key in each profile, as it would be written in a file. */
  public record Defaults(String key, String publicly, String privately, String bench) {
    String of(Profile profile) {
      return switch (profile) {
        case PUBLIC -> publicly;
        case PRIVATE -> privately;
        case BENCH -> bench;
      };
    }
  }

  static Profile read(StartupConfigReader in, HttpConfig http) {
    boolean strangers = !http.isLocal() || !http.trustedProxies().isEmpty();
    return in.choice(
            "heliograph.profile",
            Profile.class,
            "Whom the relay is for, which gives the defaults of rates: public, private or bench;"
                + " when empty, public if it listens on more than loopback or trusts a proxy, else"
                + " private.")
        .or(() -> Optional.of(strangers ? PUBLIC : PRIVATE))
        .orElseThrow();
  }

  /** Returns the name in a settings file. */
  public String spelled() {
    return ConfigReader.spelled(this);
  }
}
