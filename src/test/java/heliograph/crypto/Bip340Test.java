package heliograph.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.crypto.bouncycastle.PortableSchnorr;
import heliograph.crypto.secp256k1.NativeSchnorr;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Both adapters give the verdicts of BIP-340's vectors, and each other's. */
class Bip340Test {
  private static final List<Schnorr> ADAPTERS = List.of(new NativeSchnorr(), new PortableSchnorr());

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  @ParameterizedTest
  @CsvFileSource(resources = "/crypto/bip340.csv", numLinesToSkip = 1)
  void vectors_haveTheirVerdict(
      @Nullable String secret,
      String pubkey,
      @Nullable String auxiliary,
      String message,
      String signature,
      boolean valid) {
    for (Schnorr schnorr : ADAPTERS) {
      assertThat(schnorr.verify(bytes(signature), bytes(message), bytes(pubkey)))
          .as(schnorr.name())
          .isEqualTo(valid);
      if (secret != null && auxiliary != null) {
        assertThat(schnorr.sign(bytes(message), bytes(secret), bytes(auxiliary)))
            .isEqualTo(bytes(signature));
        assertThat(schnorr.publicKey(bytes(secret))).isEqualTo(bytes(pubkey));
      }
    }
  }

  @Test
  void adapters_agreeOnRandomAndTamperedSignatures() {
    long seed = Long.getLong("heliograph.seed", 20_261_121);
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      byte[] secret = new byte[32];
      byte[] message = new byte[32];
      random.nextBytes(secret);
      random.nextBytes(message);
      secret[0] = 1;
      Schnorr signer = ADAPTERS.get(round % 2);
      byte[] pubkey = signer.publicKey(secret);
      byte[] signature = signer.sign(message, secret, new byte[32]);
      boolean tampered = round % 3 == 0;
      if (tampered) {
        byte[] target = List.of(signature, message, pubkey).get(random.nextInt(3));
        target[random.nextInt(target.length)] ^= (byte) (1 << random.nextInt(8));
      }
      for (Schnorr schnorr : ADAPTERS) {
        assertThat(schnorr.verify(signature, message, pubkey))
            .as("seed %d round %d %s", seed, round, schnorr.name())
            .isEqualTo(!tampered);
      }
    }
  }

  @Test
  void secretKey_outOfRange_isRefused() {
    for (Schnorr schnorr : ADAPTERS) {
      assertThatThrownBy(() -> schnorr.publicKey(new byte[32])).hasMessageContaining("group order");
      assertThatThrownBy(() -> schnorr.sign(new byte[32], bytes("ff".repeat(32)), new byte[32]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
