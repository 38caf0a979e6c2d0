package heliograph.config;

import java.nio.file.Path;

/**
 * Trusted assertions (NIP-85): results of the graph jobs about keys, as signed events.
 *
 * @param enabled whether assertions are published
 * @param keyFile the file of the key that signs them, 64 hex digits; created if it is missing
 * @param subjectsMax the maximum number of keys with an assertion
 */
public record AssertionConfig(boolean enabled, Path keyFile, int subjectsMax) {

  static AssertionConfig read(StartupConfigReader in, Path data) {
    boolean enabled =
        in.flag(
            "heliograph.assertions.enabled",
            false,
            "Publish rank and followers of the best ranked keys as trusted assertions (NIP-85).");
    String keyFile =
        in.text(
            "heliograph.assertions.key-file",
            "",
            "The secret key that signs assertions and nothing else, 64 hex digits; empty for"
                + " assertions.key in the data folder, made when it is first needed.");
    return new AssertionConfig(
        enabled,
        keyFile.isEmpty() ? data.resolve("assertions.key") : Path.of(keyFile),
        in.integer(
            "heliograph.assertions.subjects-max",
            10_000,
            1,
            10_000_000,
            "Most keys with an assertion, the best ranked first."));
  }
}
