package heliograph.store.layout;

import heliograph.event.JsonScanner;
import java.nio.charset.StandardCharsets;

/** Encodes text as the canonical bytes that packed events hold. */
public final class CanonicalText {
  private CanonicalText() {}

  /** Returns the bytes that {@code text} has between its quotes in canonical JSON. */
  public static byte[] of(String text) {
    StringBuilder json = new StringBuilder(text.length() + 8).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < 0x20) {
        json.append("\\u00").append(Character.forDigit(c >> 4, 16));
        json.append(Character.forDigit(c & 15, 16));
      } else {
        json.append(c);
      }
    }
    json.append('"');
    return new JsonScanner(json.toString().getBytes(StandardCharsets.UTF_8)).canonicalString();
  }
}
