package heliograph.config;

import java.util.Locale;

/** How a database connection is encrypted, in PostgreSQL's own words. */
public enum SslMode {
  DISABLE,
  ALLOW,
  PREFER,
  REQUIRE,
  VERIFY_CA,
  VERIFY_FULL;

  /** As PostgreSQL's {@code sslmode} spells it. */
  public String spelling() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
