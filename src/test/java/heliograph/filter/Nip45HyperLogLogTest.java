package heliograph.filter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import heliograph.event.Hex;
import heliograph.event.PublicKey;
import heliograph.protocol.FilterParser;
import java.security.MessageDigest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Against registers that a Python script made from NIP-45's text, of 1,000 keys. */
class Nip45HyperLogLogTest {
  private static final FilterParser FILTERS = new FilterParser(FilterParser.UnknownKeys.REFUSE);

  private static String sha256(String text) throws Exception {
    return Hex.encode(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
  }

  static Stream<Arguments> vectors() {
    return Stream.of(
        arguments(
            "c308e1f882c1f1dff2a43d4294239ddeec04e575f2d1aad1fa21ea7684e61fb5",
            22,
            "25313b4e3c761dcf343474f61bf13f59b14ea8f932344d755a7427f28aa3fb9a"),
        arguments(
            "30023:ee1d336e13779e4d4c527b988429d96de16088f958cbf6c074676ac9cfd9c958:a:b",
            22,
            "25313b4e3c761dcf343474f61bf13f59b14ea8f932344d755a7427f28aa3fb9a"),
        arguments("nostr", 12, "d72ebeded8503f785f83240f1b5b567dca4f5e37d2418cd1712a8982ed3e86f0"),
        arguments(
            "weiß \"x\"", 8, "7146b0300ba405fb1e6a8db74b24f1d991c8f24e2a26a618014cf2cd17300699"));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void registers_areThoseOfTheNip(String value, int offset, String digest) throws Exception {
    assertThat(HyperLogLog.offset(value)).isEqualTo(offset);
    HyperLogLog registers = new HyperLogLog(offset);
    for (int i = 0; i < 1_000; i++) {
      PublicKey key = PublicKey.parse(sha256("heliograph-" + i));
      registers.add(key.a(), key.b(), key.c(), key.d());
    }
    assertThat(registers.hex()).hasSize(512);
    assertThat(sha256(registers.hex())).isEqualTo(digest);
  }

  @Test
  void filters_ofAnotherShape_haveNone() {
    String e = "\"#e\":[\"" + "0".repeat(64) + "\"]";
    assertThat(HyperLogLog.of(List.of(filter("{" + e + ",\"kinds\":[7]}")))).isPresent();
    assertThat(HyperLogLog.of(List.of(filter("{\"kinds\":[7]}")))).isEmpty();
    assertThat(HyperLogLog.of(List.of(filter("{" + e + ",\"#t\":[\"x\"]}")))).isEmpty();
    assertThat(HyperLogLog.of(List.of(filter("{\"#t\":[\"x\",\"y\"]}")))).isEmpty();
    assertThat(HyperLogLog.of(List.of(filter("{" + e + "}"), filter("{" + e + "}")))).isEmpty();
  }

  private static NostrFilter filter(String json) {
    return FILTERS.parse(json.getBytes(UTF_8));
  }
}
