package heliograph.info;

import java.util.Locale;

/** Reads headers that list what a client accepts, each with a quality (RFC 9110 §12.5). */
public final class AcceptHeader {
  private AcceptHeader() {}

  /** Returns true if the header's list names the media type with a quality above zero. */
  static boolean names(String header, String mediaType) {
    return quality(header, mediaType) > 0;
  }

  /** Returns the quality that the header's list gives to a name; 0 if it does not name it. */
  public static double quality(String header, String name) {
    for (String range : header.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = range.split(";", -1);
      if (parts[0].strip().equals(name)) {
        return quality(parts);
      }
    }
    return 0;
  }

  private static double quality(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.startsWith("q=")) {
        try {
          return Double.parseDouble(parameter.substring(2).strip());
        } catch (NumberFormatException e) {
          return 0; // a quality that cannot be read counts as 0
        }
      }
    }
    return 1;
  }
}
