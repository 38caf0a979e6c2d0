package heliograph.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read, what is refused without asking a name server, and membership. */
class AddressRangesTest {
  private static boolean contains(String ranges, String address) {
    return AddressRanges.parse(ranges).contains(AddressRanges.address(address));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.0.0.0/8, 2001:db8::/32, 192.0.2.7 | 10.255.0.1         | true",
        "10.0.0.0/8, 2001:db8::/32, 192.0.2.7 | 2001:db8:ffff::1   | true",
        "10.0.0.0/8, 2001:db8::/32, 192.0.2.7 | 192.0.2.7          | true",
        "10.0.0.0/8, 2001:db8::/32, 192.0.2.7 | 11.0.0.0           | false",
        "10.0.0.0/8, 2001:db8::/32, 192.0.2.7 | 2001:db9::         | false",
        "10.0.0.0/8, 2001:db8::/32, 192.0.2.7 | 192.0.2.6          | false",
        "10.9.8.7/8                           | 10.0.0.0           | true",
        "10.9.8.7/8                           | 9.255.255.255      | false",
        "192.0.2.128/25                       | 192.0.2.127        | false",
        "192.0.2.128/25                       | 192.0.2.128        | true",
        "192.0.2.7/32                         | 192.0.2.7          | true",
        "0.0.0.0/0                            | 255.255.255.255    | true",
        "0.0.0.0/0                            | ::1                | false",
        "::/0                                 | ::1                | true",
        "::/0                                 | 192.0.2.7          | false",
        "192.0.2.0/24                         | ::ffff:192.0.2.7   | true",
        "::ffff:192.0.2.0/120                 | 192.0.2.7          | true",
        "::ffff:192.0.2.0/120                 | 192.0.3.7          | false",
        "2001:db8::1/127                      | 2001:db8::         | true",
        "2001:db8::1/127                      | 2001:db8::2        | false"
      })
  void contains_prefixes_compareTheirBitsOnly(String ranges, String address, boolean expected) {
    assertThat(contains(ranges, address)).isEqualTo(expected);
  }

  @Test
  void contains_mappedAddressOfSixteenBytes_countsAsIpv4() throws UnknownHostException {
    byte[] bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, (byte) 192, 0, 2, 7};
    InetAddress mapped = Inet6Address.getByAddress("", bytes, 3);
    assertThat(mapped).isInstanceOf(Inet6Address.class);
    assertThat(AddressRanges.parse("192.0.2.7").contains(mapped)).isTrue();
    assertThat(AddressRanges.parse("::/0").contains(mapped)).isFalse();
    assertThat(AddressRanges.text(mapped)).isEqualTo("192.0.2.7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  "})
  void parse_noText_isNoAddress(String text) {
    AddressRanges ranges = AddressRanges.parse(text);
    assertThat(ranges).isEqualTo(AddressRanges.NONE).hasToString("");
    assertThat(ranges.isEmpty()).isTrue();
    assertThat(contains(text, "127.0.0.1")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.9.8.7/8,192.0.2.7/32    | 10.0.0.0/8, 192.0.2.7",
        "2001:DB8:0:0:0:0:0:1       | 2001:db8::1",
        "::/0                       | ::/0",
        "::1                        | ::1",
        "1::                        | 1::",
        "1:0:0:2:0:0:0:3            | 1:0:0:2::3",
        "1:0:0:2:0:0:3:4            | 1::2:0:0:3:4",
        "1:0:2:3:4:5:6:7            | 1:0:2:3:4:5:6:7",
        "::ffff:192.0.2.0/120       | 192.0.2.0/24",
        "64:ff9b::192.0.2.33        | 64:ff9b::c000:221"
      })
  void toString_anySpelling_isCanonical(String text, String canonical) {
    AddressRanges ranges = AddressRanges.parse(text);
    assertThat(ranges).hasToString(canonical).isEqualTo(AddressRanges.parse(canonical));
    assertThat(ranges).hasSameHashCodeAs(AddressRanges.parse(canonical));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "relay.invalid",
        "dead.beef",
        "10.0.0",
        "10",
        "0x7f.0.0.1",
        "127.0.0.01",
        "256.0.0.1",
        "1.2.3.4.5",
        ":",
        ":::",
        ":1",
        "1:",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "00001::",
        "g::",
        "fe80::1%eth0",
        "[::1]",
        "::1.2.3",
        "::ffff:256.0.0.1",
        "10.0.0.0/33",
        "10.0.0.0/",
        "10.0.0.0/-1",
        "10.0.0.0/8/8",
        "::/129",
        "::ffff:10.0.0.0/95",
        "10.0.0.0 /8",
        ""
      })
  void parse_badPiece_isNamed(String piece) {
    String literal = piece.contains(":") || piece.contains("/") ? piece.split("/", -1)[0] : piece;
    assertThatThrownBy(() -> AddressRanges.parse("127.0.0.1," + piece + ",::1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + literal);
    assertThatThrownBy(() -> AddressRanges.address(piece))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void text_randomAddresses_areReadBack() throws UnknownHostException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
      for (int i = 0; i < bytes.length; i += 2) {
        bytes[i] = random.nextBoolean() ? 0 : (byte) random.nextInt();
        bytes[i + 1] = random.nextBoolean() ? 0 : (byte) random.nextInt();
      }
      InetAddress address = InetAddress.getByAddress(bytes);
      String text = AddressRanges.text(address);
      assertThat(AddressRanges.address(text)).as("seed %d, %s", seed, text).isEqualTo(address);
      assertThat(contains(text, text)).as("seed %d, %s", seed, text).isTrue();
    }
  }
}
