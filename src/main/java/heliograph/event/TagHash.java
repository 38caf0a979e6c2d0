package heliograph.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The 64-bit hash under which a tag value is indexed. It is part of the store's format, so it may
 * not change without a new schema version, and it is not cryptographic: every match is confirmed on
 * the bytes of the value.
 */
public final class TagHash {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long SEED = 0x9E37_79B9_7F4A_7C15L;
  private static final long MULTIPLIER = 0xBF58_476D_1CE4_E5B9L;

  private TagHash() {}

  /** Returns the hash of {@code length} canonical bytes of a value. */
  public static long of(byte[] value, int offset, int length) {
    long hash = SEED ^ length;
    int end = offset + length;
    int at = offset;
    for (; at + 8 <= end; at += 8) {
      hash = (hash ^ (long) LONG.get(value, at)) * MULTIPLIER;
      hash ^= hash >>> 29;
    }
    long last = 0;
    for (int shift = 0; at < end; at++, shift += 8) {
      last |= (value[at] & 0xffL) << shift;
    }
    hash = (hash ^ last) * MULTIPLIER;
    hash ^= hash >>> 32;
    hash *= SEED;
    return hash ^ hash >>> 29;
  }
}
