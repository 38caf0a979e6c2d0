package heliograph.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A set of IP addresses, written as addresses and prefixes: {@code 10.0.0.0/8, 2001:db8::/32,
 * 192.0.2.7}. IPv4 and IPv6 are separate: {@code ::/0} is every IPv6 address and no IPv4 one. An
 * IPv4-mapped IPv6 address counts as the IPv4 address. Immutable.
 */
public final class AddressRanges {
  /** Contains no address. */
  public static final AddressRanges NONE = new AddressRanges(List.of());

  private final List<AddressPrefix> prefixes;

  private AddressRanges(List<AddressPrefix> prefixes) {
    this.prefixes = List.copyOf(prefixes);
  }

  /**
   * Reads addresses and prefixes with commas between; no text and {@code none} mean no addresses.
   * Bits after a prefix are dropped. Asks no name server.
   *
   * @throws IllegalArgumentException if a piece is neither; the message names it
   */
  public static AddressRanges parse(String text) {
    if (text.isBlank() || text.strip().equals("none")) {
      return NONE;
    }
    List<AddressPrefix> prefixes = new ArrayList<>();
    for (String piece : text.split(",", -1)) {
      prefixes.add(AddressPrefix.parse(piece.strip()));
    }
    return new AddressRanges(prefixes);
  }

  /**
   * Reads one address. Asks no name server.
   *
   * @throws IllegalArgumentException if {@code literal} is not an IPv4 or IPv6 address
   */
  public static InetAddress address(String literal) {
    return AddressText.parse(literal);
  }

  /** Returns the address as RFC 5952 writes it; an IPv4-mapped one as IPv4, none with a zone. */
  public static String text(InetAddress address) {
    return AddressText.of(AddressText.unmapped(address.getAddress()));
  }

  /** Returns true if no address is in it. */
  public boolean isEmpty() {
    return prefixes.isEmpty();
  }

  public boolean contains(InetAddress address) {
    byte[] bytes = AddressText.unmapped(address.getAddress());
    for (int i = 0; i < prefixes.size(); i++) {
      if (prefixes.get(i).contains(bytes)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AddressRanges ranges && ranges.prefixes.equals(prefixes);
  }

  @Override
  public int hashCode() {
    return prefixes.hashCode();
  }

  /** Returns the text that {@link #parse} reads, in the order given. */
  @Override
  public String toString() {
    return prefixes.stream().map(AddressPrefix::toString).collect(Collectors.joining(", "));
  }
}
