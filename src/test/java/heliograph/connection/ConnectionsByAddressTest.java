package heliograph.connection;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.config.AddressRanges;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

/** Connections counted by the address they come from. */
class ConnectionsByAddressTest {
  private final ConnectionsByAddress counts = new ConnectionsByAddress();

  private static InetAddress at(String address) {
    return AddressRanges.address(address);
  }

  @Test
  void add_beyondTheMost_isRefusedUntilOneGoes() {
    assertThat(counts.add(at("192.0.2.1"), 2)).isTrue();
    assertThat(counts.add(at("192.0.2.1"), 2)).isTrue();
    assertThat(counts.add(at("192.0.2.1"), 2)).isFalse();
    assertThat(counts.add(at("192.0.2.2"), 2)).isTrue();
    assertThat(counts.count(at("192.0.2.1"))).isEqualTo(2);
    counts.remove(at("192.0.2.1"));
    assertThat(counts.add(at("192.0.2.1"), 2)).isTrue();
  }

  @Test
  void addresses_ofOne64_countTogether() {
    assertThat(counts.add(at("2001:db8::1"), 1)).isTrue();
    assertThat(counts.add(at("2001:db8::2"), 1)).isFalse();
    assertThat(counts.add(at("2001:db8:0:1::1"), 1)).isTrue();
  }

  @Test
  void addressesWithoutConnections_takeNoRoom() {
    for (int i = 0; i < 1_000; i++) {
      InetAddress address = at("10.0." + (i >> 8) + "." + (i & 255));
      counts.add(address, 0);
      counts.add(address, 1);
      counts.remove(address);
      counts.remove(address);
    }
    assertThat(counts.addresses()).isZero();
  }
}
