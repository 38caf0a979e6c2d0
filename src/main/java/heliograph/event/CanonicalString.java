package heliograph.event;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Decodes JSON strings from their canonical form. */
public final class CanonicalString {
  private CanonicalString() {}

  /** Decodes the canonical bytes between a string's quotes. */
  public static String decode(byte[] canonical, int length) {
    int out = 0;
    byte[] plain = new byte[length];
    for (int i = 0; i < length; i++) {
      byte b = canonical[i];
      if (b == '\\') {
        i++;
        switch (canonical[i]) {
          case 'n' -> b = '\n';
          case 'r' -> b = '\r';
          case 't' -> b = '\t';
          case 'b' -> b = '\b';
          case 'f' -> b = '\f';
          case 'u' -> {
            b = Hex.decode(canonical, i + 3, 1)[0];
            i += 4;
          }
          default -> b = canonical[i];
        }
      }
      plain[out++] = b;
    }
    return new String(plain, 0, out, UTF_8);
  }
}
