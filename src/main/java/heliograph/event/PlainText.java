package heliograph.event;

/** Recognizes text that every database and terminal accepts. */
public final class PlainText {
  private PlainText() {}

  /** Returns true if {@code text} has no control characters and no half of a surrogate pair. */
  public static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair) {
        i++;
      } else if (c < 0x20 || c == 0x7f || Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }
}
