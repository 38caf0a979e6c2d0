package heliograph.config;

import java.util.Arrays;

/** The addresses that share their first bits. Immutable. */
final class AddressPrefix {
  private final byte[] address;
  private final int bits;

  private AddressPrefix(byte[] address, int bits) {
    this.address = address;
    this.bits = bits;
  }

  static AddressPrefix parse(String piece) {
    int slash = piece.indexOf('/');
    String literal = slash < 0 ? piece : piece.substring(0, slash);
    byte[] address = AddressText.parse(literal).getAddress();
    if (slash < 0) {
      return new AddressPrefix(address, 8 * address.length);
    }
    // ::ffff:192.0.2.0/120 is 192.0.2.0/24
    int mappedBits = address.length == 4 && literal.indexOf(':') >= 0 ? 96 : 0;
    int bits = bits(piece.substring(slash + 1)) - mappedBits;
    if (bits < 0 || bits > 8 * address.length) {
      throw new IllegalArgumentException(
          "a prefix must have from %d to %d bits, not \"%s\""
              .formatted(mappedBits, mappedBits + 8 * address.length, piece));
    }
    for (int i = 0; i < address.length; i++) {
      address[i] &= (byte) mask(i, bits);
    }
    return new AddressPrefix(address, bits);
  }

  /** Returns the number that {@code digits} are, or -1. */
  private static int bits(String digits) {
    return digits.matches("[0-9]{1,3}") ? Integer.parseInt(digits) : -1;
  }

  /** Returns the bits of byte {@code index} that belong to a prefix of {@code bits}. */
  private static int mask(int index, int bits) {
    int ofThisByte = Math.clamp(bits - 8L * index, 0, 8);
    return 0xff00 >> ofThisByte & 0xff;
  }

  boolean contains(byte[] other) {
    if (other.length != address.length) {
      return false;
    }
    for (int i = 0; 8 * i < bits; i++) {
      if (((address[i] ^ other[i]) & mask(i, bits)) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AddressPrefix prefix
        && prefix.bits == bits
        && Arrays.equals(prefix.address, address);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(address) + bits;
  }

  @Override
  public String toString() {
    String text = AddressText.of(address);
    return bits == 8 * address.length ? text : text + "/" + bits;
  }
}
