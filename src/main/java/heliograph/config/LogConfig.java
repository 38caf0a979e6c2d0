package heliograph.config;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The content and format of the log. {@code ./heliograph run} configures the server by these keys
 * before the relay reads them.
 *
 * @param format how a line is written, in the file and on the console
 * @param level the level of the relay in the file
 * @param consoleLevel the level of the relay and its server on the console
 * @param rooms rooms with a level of their own, like {@code store=debug}
 */
public record LogConfig(
    LogFormat format, LogLevel level, LogLevel consoleLevel, List<String> rooms) {
  private static final Pattern ROOM = Pattern.compile("[a-z0-9.]+=(?:error|warning|info|debug)");

  public LogConfig {
    rooms = List.copyOf(rooms);
  }

  static LogConfig read(StartupConfigReader in) {
    LogFormat format =
        in.choice(
            "heliograph.log.format",
            LogFormat.TEXT,
            "How log lines are written, in messages.log and on the console: text or json.");
    LogLevel level =
        in.choice(
            "heliograph.log.level",
            LogLevel.INFO,
            "What messages.log has of the relay: error, warning, info or debug; lines of debug are"
                + " in trace.log.");
    LogLevel consoleLevel =
        in.choice(
            "heliograph.log.console-level",
            LogLevel.WARNING,
            "What the console shows besides the lines of a start: error, warning or info.");
    if (consoleLevel == LogLevel.DEBUG) {
      in.fault("heliograph.log.console-level must be error, warning or info");
    }
    List<String> rooms =
        in.list(
            "heliograph.log.rooms",
            "",
            "Rooms of the program with a level of their own, like store=debug,tls=warning.");
    for (String room : rooms) {
      if (!ROOM.matcher(room.toLowerCase(Locale.ROOT)).matches()) {
        in.fault(
            "heliograph.log.rooms: '"
                + room
                + "' is not a room and error, warning, info or debug, like store=debug");
      }
    }
    return new LogConfig(format, level, consoleLevel, rooms);
  }
}
