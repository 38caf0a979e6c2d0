package heliograph.info;

import java.util.Locale;

/** The part of content negotiation (RFC 9110 §12.5.1) that NIP-11 needs. */
final class AcceptHeader {
  private AcceptHeader() {}

  /** True if the header's list names the media type with a quality above zero. */
  static boolean names(String header, String mediaType) {
    for (String range : header.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = range.split(";", -1);
      if (parts[0].strip().equals(mediaType)) {
        return quality(parts) > 0;
      }
    }
    return false;
  }

  private static double quality(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.startsWith("q=")) {
        try {
          return Double.parseDouble(parameter.substring(2).strip());
        } catch (NumberFormatException e) {
          return 0; // an unreadable quality is no acceptance
        }
      }
    }
    return 1;
  }
}
