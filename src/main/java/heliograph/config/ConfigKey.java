package heliograph.config;

/**
 * One thing an operator can set.
 *
 * @param name the key, for example {@code heliograph.http.port}
 * @param defaultValue as it would be written in a file; empty when there is none, {@link
 *     #BY_PROFILE} when the profile decides
 * @param meaning one sentence for {@code docs/configuration.md}
 * @param live takes effect while the relay runs; else at its next start
 */
public record ConfigKey(String name, String defaultValue, String meaning, boolean live) {
  static final String BY_PROFILE = "by profile";

  boolean isByProfile() {
    return defaultValue.equals(BY_PROFILE);
  }
}
