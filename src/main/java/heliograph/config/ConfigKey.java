package heliograph.config;

/**
 * A configuration key.
 *
 * @param name the key, for example {@code heliograph.http.port}
 * @param defaultValue the default as it would be written in a file; empty when there is none,
 *     {@link #BY_PROFILE} when the profile decides
 * @param meaning one sentence for {@code docs/configuration.md}
 * @param live whether a change takes effect while the relay runs; otherwise at its next start
 */
public record ConfigKey(String name, String defaultValue, String meaning, boolean live) {
  static final String BY_PROFILE = "by profile";

  boolean isByProfile() {
    return defaultValue.equals(BY_PROFILE);
  }
}
