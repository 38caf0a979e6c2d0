package heliograph.store.lmdb;

import heliograph.event.Kinds;
import heliograph.filter.KindSet;
import org.jspecify.annotations.Nullable;

/** NIP-45's common filters: one tag letter and the kinds counted. A kind and a letter name one. */
enum CounterShape {
  REACTIONS(1, 'e', 7),
  REPOSTS(2, 'e', Kinds.REPOST),
  QUOTES(3, 'q', 1, 1_111),
  REPLIES(4, 'e', 1),
  COMMENTS(5, 'E', 1_111),
  FOLLOWERS(6, 'p', Kinds.FOLLOWS);

  private final int code;
  private final int letter;

  @SuppressWarnings("ImmutableEnumChecker") // KindSet is immutable, and says so in words only
  private final KindSet kinds;

  CounterShape(int code, char letter, int... kinds) {
    this.code = code;
    this.letter = letter;
    this.kinds = KindSet.of(kinds);
  }

  /** What stands for it in the store. */
  int code() {
    return code;
  }

  int letter() {
    return letter;
  }

  KindSet kinds() {
    return kinds;
  }

  /** The shape that counts a tag of this letter in an event of this kind. */
  static @Nullable CounterShape of(int kind, int letter) {
    return switch (kind) {
      case 1 -> letter == 'e' ? REPLIES : letter == 'q' ? QUOTES : null;
      case Kinds.FOLLOWS -> letter == 'p' ? FOLLOWERS : null;
      case Kinds.REPOST -> letter == 'e' ? REPOSTS : null;
      case 7 -> letter == 'e' ? REACTIONS : null;
      case 1_111 -> letter == 'E' ? COMMENTS : letter == 'q' ? QUOTES : null;
      default -> null;
    };
  }

  /** True if some shape counts events of this kind. */
  static boolean counts(int kind) {
    return kind == 1 || kind == 7 || kind == Kinds.FOLLOWS || kind == Kinds.REPOST || kind == 1_111;
  }

  static CounterShape ofCode(int code) {
    for (CounterShape shape : values()) {
      if (shape.code == code) {
        return shape;
      }
    }
    throw new IllegalArgumentException("no counter has the code " + code);
  }
}
