package heliograph.negentropy;

import heliograph.event.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * Computes fingerprints: SHA-256 over the sum of the ids, little-endian, and their number, cut to
 * 16 bytes. Confined to one thread.
 */
final class FingerprintHasher {
  private final MessageDigest sha256 = Sha256.digest();
  private final long[] sum = new long[ItemSums.LIMBS];
  private final MessageWriter input = new MessageWriter();

  /** Returns the fingerprint of the items from {@code lower} to before {@code upper}. */
  Fingerprint of(ItemSet items, int lower, int upper) {
    items.sum(lower, upper, sum);
    input.clear();
    for (long limb : sum) {
      input.word(Long.reverseBytes(limb));
    }
    input.varint(upper - lower);
    ByteBuffer digest = ByteBuffer.wrap(sha256.digest(input.bytes()));
    return new Fingerprint(digest.getLong(0), digest.getLong(8));
  }
}
