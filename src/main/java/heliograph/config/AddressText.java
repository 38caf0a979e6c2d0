package heliograph.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;

/** IP addresses as text: dotted quads, and IPv6 as RFC 4291 reads and RFC 5952 writes it. */
final class AddressText {
  private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final String QUAD = "(" + BYTE + "\\.){3}" + BYTE;
  private static final Pattern IPV4 = Pattern.compile(QUAD);

  /** The characters of IPv6 addresses; the JDK checks their groups. */
  private static final Pattern IPV6 =
      Pattern.compile("([0-9a-fA-F]{0,4}:){2,8}([0-9a-fA-F]{0,4}|" + QUAD + ")");

  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

  private AddressText() {}

  /**
   * Returns the address, IPv4 if it is a mapped one; refuses host names, which would be looked up.
   */
  static InetAddress parse(String literal) {
    boolean ipv6 = IPV6.matcher(literal).matches();
    if (ipv6 || IPV4.matcher(literal).matches()) {
      try {
        // between brackets only an IPv6 literal is allowed
        return InetAddress.getByName(ipv6 ? "[" + literal + "]" : literal);
      } catch (UnknownHostException e) {
        // two "::" or too few groups, as the exception below says
      }
    }
    throw new IllegalArgumentException(
        "must be IP addresses and prefixes like 10.0.0.0/8, not \"" + literal + "\"");
  }

  /** Returns the 4 bytes of an IPv4-mapped address; all others as they are. */
  static byte[] unmapped(byte[] address) {
    return address.length == 16 && Arrays.equals(address, 0, 12, MAPPED, 0, 12)
        ? Arrays.copyOfRange(address, 12, 16)
        : address;
  }

  static String of(byte[] address) {
    return address.length == 4 ? quad(address) : groups(address);
  }

  private static String quad(byte[] address) {
    return "%d.%d.%d.%d"
        .formatted(address[0] & 0xff, address[1] & 0xff, address[2] & 0xff, address[3] & 0xff);
  }

  /**
   * Returns the hex groups, with the first of the longest runs of two or more zeros as "::" (RFC
   * 5952).
   */
  private static String groups(byte[] address) {
    int gap = 8;
    int gapLength = 1;
    for (int i = 0; i < 8; i++) {
      int length = 0;
      while (i + length < 8 && group(address, i + length) == 0) {
        length++;
      }
      if (length > gapLength) {
        gap = i;
        gapLength = length;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == gap) {
        text.append("::");
        i += gapLength - 1;
      } else {
        boolean first = i == 0 || text.charAt(text.length() - 1) == ':';
        text.append(first ? "" : ":").append(Integer.toHexString(group(address, i)));
      }
    }
    return text.toString();
  }

  private static int group(byte[] address, int index) {
    return (address[2 * index] & 0xff) << 8 | address[2 * index + 1] & 0xff;
  }
}
