package heliograph.policy;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * The part of an address that identifies one client: an IPv4 address, or the /64 from which one
 * IPv6 customer chooses.
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

  /** Compares buckets, so that a hash map is fast even if a client makes prefixes collide. */
  @Override
  public int compareTo(AddressBucket other) {
    int order = Integer.compare(version, other.version);
    return order != 0 ? order : Long.compare(prefix, other.prefix);
  }
}
