package heliograph.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads typed values by key and gathers every fault instead of stopping at the first. Remembers
 * which keys it was asked for, so that the documentation can be compared with the code. Confined to
 * its caller.
 */
public final class ConfigReader {
  private final Function<String, Optional<String>> source;
  private final List<ConfigKey> keys = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private final List<Path> files = new ArrayList<>();
  private final Map<String, Profile.Defaults> profileDefaults = new LinkedHashMap<>();
  private Profile profile = Profile.PRIVATE;
  private boolean live;

  /** Looks values up in {@code source}; an empty answer means the default. */
  public ConfigReader(Function<String, Optional<String>> source) {
    this.source = source;
  }

  /** Says whether the keys asked for from here on take effect while the relay runs. */
  void live(boolean isLive) {
    live = isLive;
  }

  /** Itself, for keys that take a restart. */
  ConfigReader fixed() {
    live = false;
    return this;
  }

  /** Takes the defaults of {@code chosen} from here on. */
  void profile(Profile chosen) {
    profile = chosen;
  }

  /** Itself, once it knows what a key is by default in each profile. */
  ConfigReader byProfile(String name, String publicly, String privately, String bench) {
    profileDefaults.put(name, new Profile.Defaults(name, publicly, privately, bench));
    return this;
  }

  /** What profiles give keys, in the order in which they were asked for. */
  List<Profile.Defaults> profileDefaults() {
    return List.copyOf(profileDefaults.values());
  }

  /** What the profile gives a key. */
  private String profileDefault(String name) {
    return Objects.requireNonNull(profileDefaults.get(name), name).of(profile);
  }

  /** The files that values named, to be watched. */
  List<Path> files() {
    return List.copyOf(files);
  }

  /** The keys asked for so far, in that order. */
  public List<ConfigKey> keys() {
    return List.copyOf(keys);
  }

  /**
   * Ends the reading.
   *
   * @throws ConfigException naming every fault met
   */
  public void finish() {
    if (!faults.isEmpty()) {
      throw new ConfigException(faults);
    }
  }

  /** Any text; the default may be empty. */
  public String text(String name, String defaultValue, String meaning) {
    String documented = profileDefaults.containsKey(name) ? ConfigKey.BY_PROFILE : defaultValue;
    keys.add(new ConfigKey(name, documented, meaning, live));
    return source.apply(name).map(String::strip).orElse(defaultValue);
  }

  /** A whole number from {@code min} to {@code max}. */
  public int integer(String name, int defaultValue, int min, int max, String meaning) {
    String value = text(name, Integer.toString(defaultValue), meaning);
    try {
      int number = Integer.parseInt(value.replace("_", ""));
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below, with the bounds
    }
    faults.add(name + " must be a whole number from " + min + " to " + max + ", not " + value);
    return defaultValue;
  }

  /** A whole number from {@code min} to {@code max} whose default is the profile's. */
  public int integer(String name, int min, int max, String meaning) {
    return integer(name, Integer.parseInt(profileDefault(name)), min, max, meaning);
  }

  /** A number of bytes, with an optional suffix KiB, MiB, GiB or TiB. */
  public long bytes(String name, String defaultValue, long min, String meaning) {
    String value = text(name, defaultValue, meaning);
    Optional<Long> parsed = parseBytes(value);
    if (parsed.isPresent() && parsed.get() >= min) {
      return parsed.get();
    }
    faults.add(name + " must be a size of at least " + min + " bytes, like 64MiB, not " + value);
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

  /** A duration: a number with ms, s, m, h or d, or ISO 8601. */
  public Duration duration(String name, String defaultValue, String meaning) {
    String value = text(name, defaultValue, meaning);
    Optional<Duration> parsed = parseDuration(value);
    if (parsed.isEmpty() || parsed.get().isNegative()) {
      faults.add(name + " must be a duration like 250ms, 30s, 15m, 12h or 7d, not " + value);
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

  /** A file or folder; relative ones start at the working directory. */
  public Path path(String name, String defaultValue, String meaning) {
    String value = text(name, defaultValue, meaning);
    try {
      return Path.of(value).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      faults.add(name + " must be a path, not " + value);
      return Path.of(defaultValue).toAbsolutePath();
    }
  }

  /**
   * Texts between commas; {@code @file} stands for the lines of a file, where what follows a {@code
   * #} is a remark.
   */
  public List<String> list(String name, String defaultValue, String meaning) {
    List<String> items = new ArrayList<>();
    for (String item : text(name, defaultValue, meaning).split(",", -1)) {
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
    files.add(file);
    try {
      for (String line : Files.readAllLines(file)) {
        int remark = line.indexOf('#');
        String text = (remark < 0 ? line : line.substring(0, remark)).strip();
        if (!text.isEmpty()) {
          items.add(text);
        }
      }
    } catch (IOException e) {
      faults.add(name + " names a file that cannot be read: " + file);
    }
  }

  /** A command line: words between spaces, with double quotes around those that hold spaces. */
  public List<String> words(String name, String meaning) {
    List<String> words = new ArrayList<>();
    Matcher word = Pattern.compile("\"([^\"]*)\"|(\\S+)").matcher(text(name, "", meaning));
    while (word.find()) {
      words.add(word.group(1) != null ? word.group(1) : word.group(2));
    }
    return words;
  }

  /** Public keys, 64 lower-case hex digits each. */
  public List<String> keys(String name, String meaning) {
    List<String> keys = list(name, "", meaning);
    for (String key : keys) {
      if (!key.matches("[0-9a-f]{64}")) {
        faults.add(name + " must hold keys of 64 lower-case hex digits, not " + key);
      }
    }
    return keys;
  }

  /** Kinds and ranges of kinds. */
  public KindRanges kinds(String name, String defaultValue, String meaning) {
    String joined = String.join(",", list(name, defaultValue, meaning));
    return parse(name, joined, defaultValue, KindRanges::parse);
  }

  /** IP addresses and ranges of them. */
  public AddressRanges addresses(String name, String defaultValue, String meaning) {
    String joined = String.join(",", list(name, defaultValue, meaning));
    return parse(name, joined, defaultValue, AddressRanges::parse);
  }

  /** IP addresses and ranges of them; the default is the profile's. */
  public AddressRanges addresses(String name, String meaning) {
    return addresses(name, profileDefault(name), meaning);
  }

  /** So many in such a time; none when empty. */
  public Rate rate(String name, String meaning) {
    String byDefault = profileDefaults.containsKey(name) ? profileDefault(name) : "";
    return parsed(name, byDefault, meaning, Rate::parse);
  }

  /** So many bytes in such a time, as the profile says; none when empty. */
  public Rate byteRate(String name, String meaning) {
    return parsed(name, profileDefault(name), meaning, Rate::parseBytes);
  }

  private <T> T parsed(
      String name, String defaultValue, String meaning, Function<String, T> parser) {
    return parse(name, text(name, defaultValue, meaning), defaultValue, parser);
  }

  private <T> T parse(String name, String value, String fallback, Function<String, T> parser) {
    try {
      return parser.apply(value);
    } catch (IllegalArgumentException e) {
      faults.add(name + ": " + e.getMessage());
      return parser.apply(fallback);
    }
  }

  /** {@code true} or {@code false}. */
  public boolean flag(String name, boolean defaultValue, String meaning) {
    String value = text(name, Boolean.toString(defaultValue), meaning);
    if (value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false")) {
      return Boolean.parseBoolean(value);
    }
    faults.add(name + " must be true or false, not " + value);
    return defaultValue;
  }

  /** One of an enum's constants, in lower case with hyphens. */
  public <E extends Enum<E>> E choice(String name, E defaultValue, String meaning) {
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
    faults.add(name + " must be one of " + String.join(", ", allowed) + ", not " + value);
    return null;
  }

  /** One of an enum's constants, if there is one. */
  public <E extends Enum<E>> Optional<E> choice(String name, Class<E> type, String meaning) {
    String value = text(name, "", meaning);
    return value.isEmpty() ? Optional.empty() : Optional.ofNullable(constant(name, value, type));
  }

  static String spelled(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Notes a fault that concerns more than one key. */
  public void fault(String sentence) {
    faults.add(sentence);
  }
}
