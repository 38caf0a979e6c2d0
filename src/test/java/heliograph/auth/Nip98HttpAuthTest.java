package heliograph.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.crypto.secp256k1.NativeSchnorr;
import heliograph.event.Hex;
import heliograph.event.NostrEvent;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class Nip98HttpAuthTest {
  private static final long NOW = 1_800_000_000;
  private static final Key ADMIN = Key.of(1);
  private static final String URL = "https://relay.example/";
  private static final byte[] BODY = "{\"method\":\"x\"}".getBytes(UTF_8);

  private final HttpAuth auth = new HttpAuth(new NativeSchnorr());

  private static NostrEvent proof(int kind, long at, String url, String method, byte[] body)
      throws Exception {
    String payload = Hex.encode(MessageDigest.getInstance("SHA-256").digest(body));
    return TestEvents.signed(
        ADMIN,
        kind,
        at,
        List.of(List.of("u", url), List.of("method", method), List.of("payload", payload)),
        "");
  }

  private static String header(NostrEvent proof) {
    return "Nostr " + Base64.getEncoder().encodeToString(proof.json());
  }

  private String check(String header) {
    return switch (auth.check(new HttpAuth.Request(header, "POST", URL::equals), NOW)) {
      case HttpAuth.Result.Genuine(NostrEvent proof) ->
          HttpAuth.bodyFault(proof, "POST", BODY)
              .orElseGet(() -> auth.use(proof, NOW) ? proof.pubkey().hex() : "used before");
      case HttpAuth.Result.Refused(String reason) -> reason;
    };
  }

  @Test
  void genuineProof_isGrantedOnce() throws Exception {
    String header = header(proof(27_235, NOW - 60, URL, "POST", BODY));
    assertThat(check(header)).isEqualTo(ADMIN.pubkey());
    assertThat(check(header)).contains("used before");
    assertThat(check(header(proof(27_235, NOW + 60, URL, "POST", BODY)))).isEqualTo(ADMIN.pubkey());
  }

  @Test
  void proofUsedBeforeARestart_isNotTakenAgain() throws Exception {
    NostrEvent proof = proof(27_235, NOW, URL, "POST", BODY);
    HttpAuth restarted = new HttpAuth(new NativeSchnorr(), List.of(proof.id()), NOW);
    assertThat(restarted.use(proof, NOW)).isFalse();
    assertThat(restarted.use(proof(27_235, NOW - 1, URL, "POST", BODY), NOW)).isTrue();
  }

  @Test
  void proof_thatIsWrong_isRefused() throws Exception {
    assertThat(check("")).contains("missing");
    assertThat(check("Basic abc")).contains("no Nostr event");
    assertThat(check("Nostr !!!")).contains("no Nostr event");
    assertThat(check(header(proof(1, NOW, URL, "POST", BODY)))).contains("27235");
    assertThat(check(header(proof(27_235, NOW - 61, URL, "POST", BODY)))).contains("60 seconds");
    assertThat(check(header(proof(27_235, NOW, URL + "?x", "POST", BODY)))).contains("u tag");
    assertThat(check(header(proof(27_235, NOW, URL, "GET", BODY)))).contains("method tag");
    assertThat(check(header(proof(27_235, NOW, URL, "POST", new byte[0])))).contains("payload");
    NostrEvent bare =
        TestEvents.signed(
            ADMIN, 27_235, NOW, List.of(List.of("u", URL), List.of("method", "POST")), "");
    assertThat(check(header(bare))).contains("payload");
    String forged =
        TestEvents.text(proof(27_235, NOW, URL, "POST", BODY))
            .replaceFirst(ADMIN.pubkey(), Key.of(2).pubkey());
    assertThat(check("Nostr " + Base64.getEncoder().encodeToString(forged.getBytes(UTF_8))))
        .contains("not genuine");
  }
}
