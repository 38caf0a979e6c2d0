package heliograph.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which names for this relay a client is believed. */
class HostTrustTest {
  private static final InetAddress LOOPBACK = AddressRanges.address("127.0.0.1");
  private static final InetAddress LOCAL = AddressRanges.address("192.168.1.20");

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1, 127.0.0.1, true",
    "localhost, ::1, ::1, true",
    "relay.localhost, 127.0.0.1, 127.0.0.1, true",
    "127.1.2.3, 192.168.1.30, 192.168.1.20, false",
    "localhost, 203.0.113.7, 192.168.1.20, false",
    "192.168.1.20, 192.168.1.30, 192.168.1.20, true",
    "192.168.1.20, 203.0.113.7, 192.168.1.20, false",
    "192.168.1.21, 192.168.1.30, 192.168.1.20, false",
    "203.0.113.20, 198.51.100.7, 203.0.113.20, true",
    "[2001:db8::20], 2001:db8::7, 2001:db8::20, true",
    "[2001:DB8:0:0::20], 2001:db8::7, 2001:db8::20, true",
    "umbrel.local, 192.168.1.30, 192.168.1.20, true",
    "Umbrel.Local., 192.168.1.30, 192.168.1.20, true",
    "umbrel, 192.168.1.30, 192.168.1.20, true",
    "umbrel.local, 203.0.113.7, 192.168.1.20, false",
    "umbrel.example.com, 192.168.1.30, 192.168.1.20, false",
    "relay.example.com, 192.168.1.30, 192.168.1.20, false",
    "relay.example.com, 127.0.0.1, 127.0.0.1, false"
  })
  void name_isBelievedIfItCanOnlyBeThisMachines(
      String host, String peer, String local, boolean expected) {
    assertThat(
            HostTrust.isOfMachine(
                RelayUrl.requestedAuthority(host, 7447),
                AddressRanges.address(peer),
                AddressRanges.address(local),
                "umbrel"))
        .isEqualTo(expected);
  }

  @Test
  void machineWithoutAName_hasNone() {
    assertThat(HostTrust.isOfMachine(RelayUrl.requestedAuthority(".local", 80), LOCAL, LOCAL, ""))
        .isFalse();
  }

  @Test
  void anyName_isBelievedWhereTheOperatorSaysSo() {
    RelayUrl called = RelayUrl.requestedAuthority("relay.example.com", 443);
    InetAddress peer = AddressRanges.address("203.0.113.7");
    HttpConfig any = config(Map.of("heliograph.http.trust-host", "any"));
    assertThat(HostTrust.believed(any, called, peer, LOCAL, true)).contains(called);
    HttpConfig usual = config(Map.of());
    assertThat(HostTrust.believed(usual, called, peer, LOCAL, false)).isEmpty();
    RelayUrl loopback = RelayUrl.requestedAuthority("127.0.0.1", 7447);
    assertThat(HostTrust.believed(usual, loopback, LOOPBACK, LOOPBACK, false)).contains(loopback);
    assertThat(HostTrust.believed(usual, loopback, LOOPBACK, LOOPBACK, true))
        .as("through a proxy")
        .isEmpty();
  }

  private static HttpConfig config(Map<String, String> values) {
    return RelayConfig.read(key -> Optional.ofNullable(values.get(key))).fixed().http();
  }
}
