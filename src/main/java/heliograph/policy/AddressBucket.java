package heliograph.policy;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * What counts as one client by its address: an IPv4 address, or the /64 that one IPv6 customer has
 * to choose from.
 *
 * @param version 4 or 6
 * @param prefix the address or its first half
 */
public record AddressBucket(int version, long prefix) implements Comparable<AddressBucket> {
  /** Returns the bucket of an address. */
  public static AddressBucket of(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return bytes.remaining() == 4
        ? new AddressBucket(4, bytes.getInt())
        : new AddressBucket(6, bytes.getLong());
  }

  /** Ordered, so that prefixes which somebody made collide cost a map no more than others. */
  @Override
  public int compareTo(AddressBucket other) {
    int order = Integer.compare(version, other.version);
    return order != 0 ? order : Long.compare(prefix, other.prefix);
  }
}
