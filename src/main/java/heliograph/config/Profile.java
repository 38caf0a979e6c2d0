package heliograph.config;

import java.util.Optional;

/**
 * Whom a relay is for. A profile gives defaults to the rates and to the limits of an address, and
 * to nothing else; a key that is set counts whatever the profile.
 */
public enum Profile {
  /** Strangers from the internet: bounds that a person never meets. */
  PUBLIC,
  /** People the operator knows: no rates, and a large share for each address. */
  PRIVATE,
  /** Measurements: nothing is refused by a rate or by an address. */
  BENCH;

  /**
   * What a key is without a value of its own, profile by profile; as it would be written in a file.
   */
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
            "Whom the relay is for, which gives the defaults of rates: public, private or bench; when"
                + " empty, public if it listens on more than loopback or trusts a proxy, else"
                + " private.")
        .or(() -> Optional.of(strangers ? PUBLIC : PRIVATE))
        .orElseThrow();
  }

  /** Returns the spelling in a settings file. */
  public String spelled() {
    return ConfigReader.spelled(this);
  }
}
