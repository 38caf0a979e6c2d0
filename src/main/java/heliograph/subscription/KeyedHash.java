package heliograph.subscription;

import java.security.SecureRandom;

/**
 * A hash of values that clients choose, under a secret of this process: nobody outside can compute
 * which values share a slot of a table. SipHash-1-3 over words of 64 bits. Immutable.
 *
 * @see <a href="https://www.aumasson.jp/siphash/siphash.pdf">Aumasson and Bernstein, SipHash</a>
 */
final class KeyedHash {
  private final long first;
  private final long second;

  /** Creates a hash with a new random secret. */
  KeyedHash() {
    this(new SecureRandom());
  }

  private KeyedHash(SecureRandom random) {
    first = random.nextLong();
    second = random.nextLong();
  }

  /** The state of one computation. */
  private static final class State {
    private long a;
    private long b;
    private long c;
    private long d;

    private State(long first, long second) {
      a = first ^ 0x736f_6d65_7073_6575L;
      b = second ^ 0x646f_7261_6e64_6f6dL;
      c = first ^ 0x6c79_6765_6e65_7261L;
      d = second ^ 0x7465_6462_7974_6573L;
    }

    private void take(long word) {
      d ^= word;
      round();
      a ^= word;
    }

    private void round() {
      a += b;
      b = Long.rotateLeft(b, 13) ^ a;
      a = Long.rotateLeft(a, 32);
      c += d;
      d = Long.rotateLeft(d, 16) ^ c;
      a += d;
      d = Long.rotateLeft(d, 21) ^ a;
      c += b;
      b = Long.rotateLeft(b, 17) ^ c;
      c = Long.rotateLeft(c, 32);
    }

    private long end() {
      c ^= 0xff;
      round();
      round();
      round();
      return a ^ b ^ c ^ d;
    }
  }

  /** Returns the hash of a number in a space of its own. */
  long of(int space, long value) {
    State state = new State(first, second);
    state.take(space);
    state.take(value);
    return state.end();
  }

  /** Returns the hash of four numbers in a space of its own. */
  long of(int space, long a, long b, long c, long d) {
    State state = new State(first, second);
    state.take(space);
    state.take(a);
    state.take(b);
    state.take(c);
    state.take(d);
    return state.end();
  }

  /** Returns the hash of the first {@code length} characters of a text in a space of its own. */
  long of(int space, CharSequence text, int length) {
    State state = new State(first, second);
    state.take(space);
    long word = length;
    for (int i = 0; i < length; i++) {
      word = word << 16 | text.charAt(i);
      if ((i & 3) == 2) {
        state.take(word);
        word = 0;
      }
    }
    state.take(word);
    return state.end();
  }
}
