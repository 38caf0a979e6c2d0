package heliograph.config;

import heliograph.event.Nip19;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads typed values by key and collects every fault instead of stopping at the first. The type of
 * a reader decides when changes of its keys take effect: those of a {@link StartupConfigReader} at
 * the next start, those of a {@link ReloadableConfigReader} and a {@link ProfileReader} while the
 * relay runs. Confined to its caller.
 */
abstract sealed class ConfigReader
    permits StartupConfigReader, ReloadableConfigReader, ProfileReader {
  private final ConfigReading reading;
  private final boolean live;

  ConfigReader(ConfigReading reading, boolean live) {
    this.reading = reading;
    this.live = live;
  }

  /** Reads a text; the default may be empty. */
  final String text(String name, String defaultValue, String meaning) {
    return text(name, defaultValue, defaultValue, meaning);
  }

  /** Reads any text whose default the documentation shows as {@code documented}. */
  final String text(String name, String defaultValue, String documented, String meaning) {
    return reading
        .value(new ConfigKey(name, documented, meaning, live))
        .map(String::strip)
        .orElse(defaultValue);
  }

  /** Returns a whole number from {@code min} to {@code max}. */
  final int integer(String name, int defaultValue, int min, int max, String meaning) {
    return number(
        name, text(name, Integer.toString(defaultValue), meaning), defaultValue, min, max);
  }

  /** Parses a whole number from {@code min} to {@code max}. */
  final int number(String name, String value, int defaultValue, int min, int max) {
    try {
      int number = Integer.parseInt(value.replace("_", ""));
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // the fault below names the bounds
    }
    fault(name + " must be a whole number from " + min + " to " + max + ", not " + value);
    return defaultValue;
  }

  /** Returns a number of bytes, with an optional suffix KiB, MiB, GiB or TiB. */
  final long bytes(String name, String defaultValue, long min, String meaning) {
    String value = text(name, defaultValue, meaning);
    Optional<Long> parsed = parseBytes(value);
    if (parsed.isPresent() && parsed.get() >= min) {
      return parsed.get();
    }
    fault(name + " must be a size of at least " + min + " bytes, like 64MiB, not " + value);
    return parseBytes(defaultValue).orElse(min);
  }

  private static Optional<Long> parseBytes(String value) {
    String text = value.toLowerCase(Locale.ROOT).replace("_", "").replace(" ", "");
    String[] units = {"kib", "mib", "gib", "tib"};
    int shift = 0;
    for (int i = 0; i < units.length; i++) {
      if (text.endsWith(units[i])) {
        shift = 10 * (i + 1);
        text = text.substring(0, text.length() - 3);
      }
    }
    try {
      return Optional.of(Math.multiplyExact(Long.parseLong(text), 1L << shift));
    } catch (NumberFormatException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** Returns a duration: a number with ms, s, m, h or d, or ISO 8601. */
  final Duration duration(String name, String defaultValue, String meaning) {
    String value = text(name, defaultValue, meaning);
    Optional<Duration> parsed = parseDuration(value);
    if (parsed.isEmpty() || parsed.get().isNegative()) {
      fault(name + " must be a duration like 250ms, 30s, 15m, 12h or 7d, not " + value);
      return parseDuration(defaultValue).orElse(Duration.ZERO);
    }
    return parsed.get();
  }

  private static Optional<Duration> parseDuration(String value) {
    String text = value.toLowerCase(Locale.ROOT);
    int digits = 0;
    while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
      digits++;
    }
    try {
      if (digits == 0) {
        return Optional.of(Duration.parse(value));
      }
      long number = Long.parseLong(text.substring(0, digits));
      return switch (text.substring(digits)) {
        case "ms" -> Optional.of(Duration.ofMillis(number));
        case "s" -> Optional.of(Duration.ofSeconds(number));
        case "m" -> Optional.of(Duration.ofMinutes(number));
        case "h" -> Optional.of(Duration.ofHours(number));
        case "d" -> Optional.of(Duration.ofDays(number));
        default -> Optional.empty();
      };
    } catch (NumberFormatException | ArithmeticException | DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Returns a file or folder; relative ones start at the working directory. */
  final Path path(String name, String defaultValue, String meaning) {
    String value = text(name, defaultValue, meaning);
    try {
      return Path.of(value).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      fault(name + " must be a path, not " + value);
      return Path.of(defaultValue).toAbsolutePath();
    }
  }

  /**
   * Reads texts between commas; {@code @file} stands for the lines of a file, in which text after a
   * {@code #} is a comment.
   */
  final List<String> list(String name, String defaultValue, String meaning) {
    return items(name, text(name, defaultValue, meaning));
  }

  /** Splits a value at its commas and reads the files that it names. */
  final List<String> items(String name, String value) {
    List<String> items = new ArrayList<>();
    for (String item : value.split(",", -1)) {
      String text = item.strip();
      if (text.startsWith("@")) {
        readLines(name, Path.of(text.substring(1)), items);
      } else if (!text.isEmpty()) {
        items.add(text);
      }
    }
    return items;
  }

  private void readLines(String name, Path file, List<String> items) {
    reading.file(file);
    try {
      for (String line : Files.readAllLines(file)) {
        int remark = line.indexOf('#');
        String text = (remark < 0 ? line : line.substring(0, remark)).strip();
        if (!text.isEmpty()) {
          items.add(text);
        }
      }
    } catch (IOException e) {
      fault(name + " names a file that cannot be read: " + file);
    }
  }

  /**
   * Returns a command line: words between spaces, with double quotes around those that hold spaces.
   */
  final List<String> words(String name, String meaning) {
    List<String> words = new ArrayList<>();
    Matcher word = Pattern.compile("\"([^\"]*)\"|(\\S+)").matcher(text(name, "", meaning));
    while (word.find()) {
      words.add(word.group(1) != null ? word.group(1) : word.group(2));
    }
    return words;
  }

  /** Reads public keys, in hex or as NIP-19 writes them; returns hex digits. */
  final List<String> keys(String name, String meaning) {
    return list(name, "", meaning).stream().flatMap(key -> keyInHex(name, key).stream()).toList();
  }

  /** Returns a public key as hex digits; one that cannot be read is a fault. */
  final Optional<String> keyInHex(String name, String text) {
    try {
      return Optional.of(Nip19.publicKey(text).hex());
    } catch (IllegalArgumentException e) {
      // does not repeat a secret key that was entered by mistake
      String shown = text.toLowerCase(Locale.ROOT).contains("nsec1") ? "nsec1…" : text;
      fault(name + " must hold public keys of 64 hex digits, npub1… or nprofile1…, not " + shown);
      return Optional.empty();
    }
  }

  /** Reads kinds and ranges of kinds. */
  final KindRanges kinds(String name, String defaultValue, String meaning) {
    String joined = String.join(",", list(name, defaultValue, meaning));
    return parsed(name, joined, defaultValue, KindRanges::parse);
  }

  /** Reads IP addresses and ranges of them. */
  final AddressRanges addresses(String name, String defaultValue, String meaning) {
    String joined = String.join(",", list(name, defaultValue, meaning));
    return parsed(name, joined, defaultValue, AddressRanges::parse);
  }

  /** Reads a rate; empty for none. */
  final Rate rate(String name, String meaning) {
    return parsed(name, text(name, "", meaning), "", Rate::parse);
  }

  /** Parses the value of a key; a value that cannot be parsed is a fault. */
  final <T> T parsed(String name, String value, String fallback, Function<String, T> parser) {
    try {
      return parser.apply(value);
    } catch (IllegalArgumentException e) {
      fault(name + ": " + e.getMessage());
      return parser.apply(fallback);
    }
  }

  /** Reads {@code true} or {@code false}. */
  final boolean flag(String name, boolean defaultValue, String meaning) {
    String value = text(name, Boolean.toString(defaultValue), meaning);
    if (value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false")) {
      return Boolean.parseBoolean(value);
    }
    fault(name + " must be true or false, not " + value);
    return defaultValue;
  }

  /** Reads one of an enum's constants, in lower case with hyphens. */
  final <E extends Enum<E>> E choice(String name, E defaultValue, String meaning) {
    Class<E> type = defaultValue.getDeclaringClass();
    @Nullable E chosen = constant(name, text(name, spelled(defaultValue), meaning), type);
    return chosen == null ? defaultValue : chosen;
  }

  private <E extends Enum<E>> @Nullable E constant(String name, String value, Class<E> type) {
    List<String> allowed = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      allowed.add(spelled(constant));
      if (spelled(constant).equalsIgnoreCase(value)) {
        return constant;
      }
    }
    fault(name + " must be one of " + String.join(", ", allowed) + ", not " + value);
    return null;
  }

  /** Reads one of an enum's constants, if the key is set. */
  final <E extends Enum<E>> Optional<E> choice(String name, Class<E> type, String meaning) {
    String value = text(name, "", meaning);
    return value.isEmpty() ? Optional.empty() : Optional.ofNullable(constant(name, value, type));
  }

  static String spelled(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Records a fault, for instance one that concerns more than one key. */
  final void fault(String sentence) {
    reading.fault(sentence);
  }
}
