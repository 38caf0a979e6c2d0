package heliograph.analytics;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.config.AddressHandling;
import heliograph.event.Hex;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Converts clients' addresses to the form in which they are kept. An IPv6 client has its own
 * network, so only its first 64 bits are hashed. A bounded number of addresses is counted each day;
 * further ones are counted together as {@link #OTHER}. Confined to one thread.
 */
final class Addresses {
  static final String OTHER = "other";
  private static final int A_DAY_MAX = 100_000;
  private static final int HASH_BYTES = 16;

  private final AddressHandling handling;
  private final Mac mac;
  private final Set<String> today = new HashSet<>();
  private LocalDate day = LocalDate.EPOCH;

  Addresses(AddressHandling handling, String salt) {
    this.handling = handling;
    try {
      mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(salt.getBytes(UTF_8), "HmacSHA256"));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  /** Returns an address in the form in which it is kept. */
  String kept(InetAddress address) {
    byte[] bytes = address.getAddress();
    return switch (handling) {
      case FULL -> address.getHostAddress();
      case TRUNCATED -> bytes.length == 4 ? network(bytes, 3) : network(bytes, 6);
      case HASHED ->
          Hex.encode(
              Arrays.copyOf(
                  mac.doFinal(bytes.length == 4 ? bytes : Arrays.copyOf(bytes, 8)), HASH_BYTES));
    };
  }

  private static String network(byte[] address, int bytes) {
    byte[] network = Arrays.copyOf(Arrays.copyOf(address, bytes), address.length);
    try {
      return InetAddress.getByAddress(network).getHostAddress() + "/" + 8 * bytes;
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has four or sixteen bytes", e);
    }
  }

  /**
   * Returns the address under which it is counted on a day: itself, or {@link #OTHER} if there were
   * too many before it.
   */
  String counted(String kept, LocalDate on) {
    if (!on.equals(day)) {
      day = on;
      today.clear();
    }
    return today.contains(kept) || today.size() < A_DAY_MAX && today.add(kept) ? kept : OTHER;
  }
}
