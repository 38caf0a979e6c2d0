package heliograph.config;

import java.util.Locale;

/** How a database connection is encrypted, by PostgreSQL's names. */
public enum SslMode {
  DISABLE,
  ALLOW,
  PREFER,
  REQUIRE,
  VERIFY_CA,
  VERIFY_FULL;

  /** Returns the value of PostgreSQL's {@code sslmode}. */
  public String spelling() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
