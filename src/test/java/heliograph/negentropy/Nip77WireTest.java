package heliograph.negentropy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.event.EventId;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** NIP-77, appendix: bytes computed by an independent program. */
class Nip77WireTest {
  private static final HexFormat HEX = HexFormat.of();

  private static final String A = "11".repeat(32);
  private static final String B = "ff".repeat(32);
  private static final String C =
      "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

  private static String fingerprint(String... ids) {
    ItemSet.Builder builder = ItemSet.builder();
    for (String id : ids) {
      builder.add(7, EventId.parse(id));
    }
    ItemSet set = builder.build();
    return hex(new FingerprintHasher().of(set, 0, set.size()));
  }

  private static String hex(Fingerprint fingerprint) {
    MessageWriter writer = new MessageWriter();
    writer.fingerprint(fingerprint);
    return HEX.formatHex(writer.bytes());
  }

  private static byte[] sha256(byte[] bytes) throws GeneralSecurityException {
    return MessageDigest.getInstance("SHA-256").digest(bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "0,00",
    "1,01",
    "127,7f",
    "128,8100",
    "255,817f",
    "300,822c",
    "16383,ff7f",
    "16384,818000",
    "1700000000,86aacfe200",
    "4294967296,9080808000",
    "9223372036854775807,ffffffffffffffff7f",
    "9223372036854775808,81808080808080808000",
    "18446744073709551615,81ffffffffffffffff7f"
  })
  void varint_value_hasTheseDigits(String value, String hex) {
    long number = Long.parseUnsignedLong(value);
    MessageWriter writer = new MessageWriter();
    writer.varint(number);
    assertThat(HEX.formatHex(writer.bytes())).isEqualTo(hex);
    assertThat(new MessageReader(HEX.parseHex(hex)).varint("number")).isEqualTo(number);
  }

  @Test
  void bound_sequence_isEncodedByDifference() {
    EventId id = EventId.parse(C);
    long later = 100 + (1L << 33);
    Bound[] bounds = {
      Bound.at(100),
      Bound.at(100, 0xabcd_ffff_ffff_ffffL, -1, -1, -1, 2),
      Bound.at(later, id.a(), id.b(), id.c(), id.d(), 32),
      Bound.END
    };
    MessageWriter writer = new MessageWriter();
    for (Bound bound : bounds) {
      writer.bound(bound);
    }
    String hex = "6500" + "0102abcd" + "a080808001" + "20" + C + "0000";
    assertThat(HEX.formatHex(writer.bytes())).isEqualTo(hex);
    MessageReader reader = new MessageReader(writer.bytes());
    for (Bound bound : bounds) {
      assertThat(reader.bound()).isEqualTo(bound);
    }
    assertThat(reader.hasRange()).isFalse();
  }

  @Test
  void bound_lastSecondBeforeInfinity_isUnsigned() {
    MessageWriter writer = new MessageWriter();
    writer.bound(Bound.at(-2));
    writer.bound(Bound.END);
    assertThat(HEX.formatHex(writer.bytes())).isEqualTo("81ffffffffffffffff7f000000");
    MessageReader reader = new MessageReader(writer.bytes());
    assertThat(reader.bound()).isEqualTo(Bound.at(-2));
    assertThat(reader.bound()).isEqualTo(Bound.END);
  }

  @Test
  void bound_timestampPastInfinity_isInfinity() {
    MessageReader reader = new MessageReader(HEX.parseHex("81ffffffffffffffff7f000500"));
    assertThat(reader.bound()).isEqualTo(Bound.at(-2));
    assertThat(reader.bound()).isEqualTo(Bound.END);
  }

  @Test
  void fingerprint_fewIds_isTheHashOfTheirSum() {
    assertThat(fingerprint()).isEqualTo("7f9c9e31ac8256ca2f258583df262dbc");
    assertThat(fingerprint(A)).isEqualTo("8fd3214da593ffd1bcde5420d6bd5a64");
    assertThat(fingerprint(A, B)).isEqualTo("28f490b958d2edb2ba4bbdf403e1b538");
    assertThat(fingerprint(B, "01" + "00".repeat(31)))
        .isEqualTo("58cc2f44d3a27866874701fbad573da9");
    assertThat(fingerprint(A, B, C)).isEqualTo("e3190d76cde73af198fe4d2a19ceb153");
  }

  @Test
  void fingerprint_manyIds_isTheHashOfTheirSum() throws GeneralSecurityException {
    ItemSet.Builder builder = ItemSet.builder();
    for (int i = 0; i < 200; i++) {
      byte[] id = sha256(("item " + i).getBytes(UTF_8));
      builder.add(1, EventId.read(ByteBuffer.wrap(id), 0));
    }
    ItemSet set = builder.build();
    FingerprintHasher hasher = new FingerprintHasher();
    assertThat(hex(hasher.of(set, 0, 200))).isEqualTo("e0b59688dd4e57d26c2f6e520c3bd8ef");
    assertThat(hex(hasher.of(set, 3, 190))).isEqualTo("16ad69743b980029830538c2048c3ba2");
  }

  @Test
  void start_fewItems_listsThem() {
    assertThat(new Initiator(Sides.set(Set.of()), 0).start()).isEqualTo(HEX.parseHex("6100000200"));
    ItemSet two = ItemSet.builder().add(6, EventId.parse(B)).add(5, EventId.parse(A)).build();
    assertThat(new Initiator(two, 0).start()).isEqualTo(HEX.parseHex("6100000202" + A + B));
  }

  @Test
  void start_34ItemsOfOneSecond_hasSixteenFingerprints() throws GeneralSecurityException {
    ItemSet.Builder builder = ItemSet.builder();
    for (int i = 0; i < 34; i++) {
      long word = 0xaaaa_aaaa_aaaa_aaaaL;
      builder.add(1000, word, word, word, word << 16 | 3L * i);
    }
    byte[] message = new Initiator(builder.build(), 0).start();
    assertThat(message).hasSize(786);
    assertThat(HEX.formatHex(sha256(message)))
        .isEqualTo("4622a4ff63d0f4f9f2cec84305ef233e28a9e494d4c79d021402171d6179b0a8");
  }

  @Test
  void answer_fingerprintsAlike_saysNothing() {
    ItemSet set = ItemSet.builder().add(5, EventId.parse(A)).build();
    byte[] message = HEX.parseHex("61" + "000001" + fingerprint(A));
    assertThat(new Reconciliation(set, 0, 0).answer(message)).isEqualTo(HEX.parseHex("61"));
  }

  @Test
  void answer_settledRangeBeforeAnother_isSkipped() {
    ItemSet set = ItemSet.builder().add(5, EventId.parse(A)).add(100, EventId.parse(B)).build();
    byte[] message = HEX.parseHex("61" + "650001" + fingerprint(A) + "00000200");
    assertThat(new Reconciliation(set, 0, 0).answer(message))
        .isEqualTo(HEX.parseHex("61" + "650000" + "00000201" + B));
  }
}
