package heliograph.cli;

import heliograph.runtime.Configuration;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks and shows the settings, as a relay started here would read them. */
@Command(
    name = "config",
    description =
        "Check or show the settings, as './heliograph run' with the same file and environment would"
            + " read them.",
    mixinStandardHelpOptions = true,
    subcommands = {ConfigCommand.Check.class, ConfigCommand.Show.class})
final class ConfigCommand {
  private static final Pattern HEAP = Pattern.compile("([0-9]{1,9})([kKmMgG])");
  private static final long HEAP_DEFAULT = 1L << 30;

  /** Variables of the launcher that are not settings of the relay. */
  private static final Set<String> LAUNCHER =
      Set.of(
          "HELIOGRAPH_CONFIG",
          "HELIOGRAPH_HEAP",
          "HELIOGRAPH_KEY",
          "HELIOGRAPH_RELAY",
          "HELIOGRAPH_BUILD",
          "HELIOGRAPH_START_CACHE",
          "HELIOGRAPH_TRACE",
          "HELIOGRAPH_EXIT_ON_FAILURE",
          "HELIOGRAPH_DATA_DEFAULT");

  private ConfigCommand() {}

  /** Checks whether the settings are valid. */
  @Command(
      name = "check",
      description = {
        "Read the settings and print every fault; exit code 1 if there is one. Changes nothing.",
        "Their memory budget is compared with the heap of HELIOGRAPH_HEAP, 1g by default."
      },
      mixinStandardHelpOptions = true)
  static final class Check implements Callable<Integer> {
    @Mixin private StoreOptions store;

    @Override
    public Integer call() {
      store.apply();
      List<String> unknown = unknownVariables(System.getenv().keySet());
      unknown.forEach(name -> System.err.println("warning: " + name + " names no setting"));
      System.out.println("the settings are good: " + Configuration.check(heap()));
      return 0;
    }
  }

  /** Returns the environment variables that look like settings but are not. */
  static List<String> unknownVariables(Set<String> environment) {
    Set<String> known = Configuration.variables();
    return environment.stream()
        .filter(name -> name.startsWith("HELIOGRAPH_") && !LAUNCHER.contains(name))
        .filter(name -> !known.contains(name))
        .sorted()
        .toList();
  }

  private static long heap() {
    String text = System.getenv().getOrDefault("HELIOGRAPH_HEAP", "");
    Matcher heap = HEAP.matcher(text);
    if (!heap.matches()) {
      return HEAP_DEFAULT;
    }
    int shift =
        switch (heap.group(2)) {
          case "k", "K" -> 10;
          case "m", "M" -> 20;
          default -> 30;
        };
    return Long.parseLong(heap.group(1)) << shift;
  }

  /** Prints the settings. */
  @Command(
      name = "show",
      description = {
        "Print the settings that are set, as lines of a properties file, by where they come from.",
        "Passwords and invite codes are masked."
      },
      mixinStandardHelpOptions = true)
  static final class Show implements Callable<Integer> {
    @Mixin private StoreOptions store;

    @Option(names = "--all", description = "print those at their defaults, too")
    private boolean all;

    @Option(names = "--json", description = "print a JSON array of key, value and source")
    private boolean json;

    @Override
    public Integer call() {
      store.apply();
      Map<String, List<Configuration.Setting>> bySource = new LinkedHashMap<>();
      for (Configuration.Setting setting : Configuration.settings()) {
        if (all || !setting.isDefault()) {
          bySource.computeIfAbsent(setting.source(), source -> new ArrayList<>()).add(setting);
        }
      }
      if (json) {
        JsonArrayBuilder array = Json.createArrayBuilder();
        bySource
            .values()
            .forEach(settings ->
                settings.forEach(setting ->
                    array.add(
                        Json.createObjectBuilder()
                            .add("key", setting.key())
                            .add("value", shown(setting))
                            .add("source", setting.source()))));
        System.out.println(array.build());
      } else {
        bySource.forEach(Show::print);
      }
      return 0;
    }

    private static void print(String source, List<Configuration.Setting> settings) {
      System.out.println("# " + source);
      settings.forEach(
          setting -> System.out.println(setting.key() + "=" + escaped(shown(setting))));
    }

    private static String escaped(String value) {
      return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    }
  }

  /** Returns the value, masked where it is a secret. */
  static String shown(Configuration.Setting setting) {
    return isSecret(setting.key()) && !setting.value().isEmpty() ? "********" : setting.value();
  }

  /** Returns true for passwords and invite codes. */
  static boolean isSecret(String key) {
    return key.equals("DB_PASSWORD")
        || key.equals("heliograph.analytics.reader-password")
        || key.equals("heliograph.api.password")
        || key.equals("heliograph.membership.claims");
  }
}
