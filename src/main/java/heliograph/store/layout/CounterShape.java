package heliograph.store.layout;

import heliograph.event.Kinds;
import heliograph.filter.KindSet;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * NIP-45's common filters: one tag letter and the kinds counted. A kind and a letter belong to one
 * shape at most.
 */
public enum CounterShape {
  REACTIONS(1, 'e', Kinds.REACTION),
  REPOSTS(2, 'e', Kinds.REPOST),
  QUOTES(3, 'q', Kinds.NOTE, Kinds.COMMENT),
  REPLIES(4, 'e', Kinds.NOTE),
  COMMENTS(5, 'E', Kinds.COMMENT),
  FOLLOWERS(6, 'p', Kinds.FOLLOWS);

  private static final CounterShape[] SHAPES = values();

  private static final KindSet COUNTED = counted();

  private final int code;
  private final int letter;

  @SuppressWarnings("ImmutableEnumChecker") // KindSet is immutable, and says so in words only
  private final KindSet kinds;

  CounterShape(int code, char letter, int... kinds) {
    this.code = code;
    this.letter = letter;
    this.kinds = KindSet.of(kinds);
  }

  private static KindSet counted() {
    int[] all = {};
    for (CounterShape shape : SHAPES) {
      for (int i = 0; i < shape.kinds.size(); i++) {
        all = Arrays.copyOf(all, all.length + 1);
        all[all.length - 1] = shape.kinds.kind(i);
      }
    }
    return KindSet.of(all);
  }

  /** Returns the code of the shape in the store. */
  public int code() {
    return code;
  }

  public int letter() {
    return letter;
  }

  public KindSet kinds() {
    return kinds;
  }

  /** Returns the shape that counts a tag of this letter in an event of this kind. */
  public static @Nullable CounterShape of(int kind, int letter) {
    for (CounterShape shape : SHAPES) {
      if (shape.letter == letter && shape.kinds.contains(kind)) {
        return shape;
      }
    }
    return null;
  }

  /** Returns true if some shape counts events of this kind. */
  public static boolean counts(int kind) {
    return COUNTED.contains(kind);
  }

  public static CounterShape ofCode(int code) {
    for (CounterShape shape : SHAPES) {
      if (shape.code == code) {
        return shape;
      }
    }
    throw new IllegalArgumentException("no counter has the code " + code);
  }
}
