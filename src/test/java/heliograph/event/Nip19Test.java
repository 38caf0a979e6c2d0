package heliograph.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of NIP-19, texts that nostr-tools 2 has written, and what is near them. */
class Nip19Test {
  private static final String NPUB =
      "npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg";
  private static final String HEX =
      "7e7e9c42a91bfef19fa929e5fda1b72e0ebc1a4c1141673e2794234d86addf4e";
  private static final String OTHER =
      "3bf0c63fcb93463407af97a5e5ee64fa883d107ef9e558472c4eb9aaaefa459d";
  private static final String NPROFILE =
      "nprofile1qqsrhuxx8l9ex335q7he0f09aej04zpazpl0ne2cgukyawd24mayt8gpp4mhxue69uhhyt"
          + "nc9e3k7mgpz4mhxue69uhkg6nzv9ejuumpv34kytnrdaksjlyr9p";
  private static final PublicKey KEY = PublicKey.parse(OTHER);

  @Test
  void publicKey_ofTheExamples_isTheirKey() {
    assertThat(Nip19.publicKey(NPUB).hex()).isEqualTo(HEX);
    assertThat(Nip19.publicKey(NPUB.toUpperCase(Locale.ROOT)).hex()).isEqualTo(HEX);
    assertThat(Nip19.publicKey("nostr:" + NPUB).hex()).isEqualTo(HEX);
    assertThat(Nip19.publicKey(HEX).hex()).isEqualTo(HEX);
    assertThat(Nip19.publicKey(NPROFILE).hex()).isEqualTo(OTHER);
  }

  @Test
  void decode_everyPrefix_givesItsParts() {
    assertThat(Nip19.decode("nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5"))
        .isEqualTo(
            new Pointer.Nsec("67dea2ed018072d675f5415ecfaed7d2597555e202d85b3d65ea4e58d2d92ffa"));
    assertThat(Nip19.decode("note180cvv07tjdrrgpa0j7j7tmnyl2yr6yr7l8j4s3evf6u64th6gkws4c58hj"))
        .isEqualTo(new Pointer.Note(EventId.parse(OTHER)));
    assertThat(Nip19.decode(NPROFILE))
        .isEqualTo(new Pointer.Nprofile(KEY, List.of("wss://r.x.com", "wss://djbas.sadkb.com")));
    assertThat(
            Nip19.decode(
                "nevent1qvzqqqr4gupzqln7n3p2jxl77x06j209lksmwtswhsdycy2pvulz09prfkr2mh6wqyv8wumn8gh"
                    + "j7un9d3shjtn90psk6urvv5hxxmmd9uqzqwlsccluhy6xxsr6l9a9uhhxf75g85g8a709tprjcn4"
                    + "e42h053va2z3kju"))
        .isEqualTo(
            new Pointer.Nevent(
                EventId.parse(OTHER),
                List.of("wss://relay.example.com/"),
                Optional.of(PublicKey.parse(HEX)),
                OptionalInt.of(30_023)));
    assertThat(
            Nip19.decode(
                "naddr1qvzqqqr4gupzqwlsccluhy6xxsr6l9a9uhhxf75g85g8a709tprjcn4e42h053vaqyh8wumn8ghj"
                    + "7un9d3shjtnwdaehgu3wv4uxzmtsd3jjumtev3hk6ctfdchx27rpd4cxcefwvdhk6qgkwaehxw309"
                    + "ahx7um5wghxyctwv9hxztnrdaksqznzv9hxzmnpyr3f3qsx5szk3"))
        .isEqualTo(
            new Pointer.Naddr(
                "banana ☂",
                KEY,
                30_023,
                List.of(
                    "wss://relay.nostr.example.mydomain.example.com", "wss://nostr.banana.com")));
    assertThat(
            Nip19.decode(
                "naddr1qvzqqqqqqqpzqwlsccluhy6xxsr6l9a9uhhxf75g85g8a709tprjcn4e42h053vaqqqqx9xmw9"))
        .isEqualTo(new Pointer.Naddr("", KEY, 0, List.of()));
  }

  @Test
  void encode_anything_isDecodedAsItWas() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      Pointer pointer = random(random);
      assertThat(Nip19.decode(Nip19.encode(pointer))).as("seed %d", seed).isEqualTo(pointer);
    }
    assertThat(Nip19.encode(new Pointer.Npub(PublicKey.parse(HEX)))).isEqualTo(NPUB);
    assertThat(
            Nip19.encode(
                new Pointer.Nprofile(KEY, List.of("wss://r.x.com", "wss://djbas.sadkb.com"))))
        .isEqualTo(NPROFILE);
  }

  private static Pointer random(Random random) {
    PublicKey key =
        new PublicKey(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    EventId id = new EventId(key.d(), key.c(), key.b(), key.a());
    List<String> relays =
        random.ints(random.nextInt(4), 0, 240).mapToObj(n -> "wss://" + "r".repeat(n)).toList();
    int kind = random.nextInt(Kinds.MAX + 1);
    return switch (random.nextInt(6)) {
      case 0 -> new Pointer.Npub(key);
      case 1 -> new Pointer.Nsec(key.hex());
      case 2 -> new Pointer.Note(id);
      case 3 -> new Pointer.Nprofile(key, relays);
      case 4 ->
          new Pointer.Nevent(
              id,
              relays,
              random.nextBoolean() ? Optional.of(key) : Optional.empty(),
              random.nextBoolean() ? OptionalInt.of(kind) : OptionalInt.empty());
      default -> new Pointer.Naddr("d\u00e9".repeat(random.nextInt(80)), key, kind, relays);
    };
  }

  @Test
  void decode_unknownAndRepeatedValues_areSkipped() {
    String text =
        Bech32.encode(
            "nprofile", bytes(value(9, new byte[3]), value(0, KEY.bytes()), value(0, new byte[1])));
    assertThat(Nip19.decode(text)).isEqualTo(new Pointer.Nprofile(KEY, List.of()));
  }

  @Test
  void decode_wrongValues_areRefusedWithAReason() {
    assertRefused("nprofile", bytes(), "names no key");
    assertRefused("nprofile", bytes(value(0, new byte[31])), "31 bytes where 32 are due");
    assertRefused("nprofile", bytes(value(0, KEY.bytes()), new byte[] {1}), "ends within a value");
    assertRefused(
        "nprofile", bytes(value(0, KEY.bytes()), new byte[] {1, 5, 'w'}), "ends within a value");
    assertRefused("nprofile", bytes(value(0, KEY.bytes()), value(1, "ö".getBytes(UTF_8))), "ASCII");
    assertRefused("nprofile", bytes(value(0, KEY.bytes()), value(1, new byte[] {27})), "ASCII");
    assertRefused("nevent", bytes(value(0, KEY.bytes()), value(3, new byte[2])), "kind of 2 bytes");
    assertRefused(
        "nevent", bytes(value(0, KEY.bytes()), value(3, new byte[] {0, 1, 0, 0})), "65535: 65536");
    assertRefused(
        "nevent", bytes(value(0, KEY.bytes()), value(3, new byte[] {-1, 0, 0, 0})), "65535: -");
    assertRefused("nevent", bytes(value(0, KEY.bytes()), value(2, new byte[33])), "33 bytes");
    assertRefused("naddr", bytes(value(0, new byte[0]), value(3, new byte[4])), "names no author");
    assertRefused("naddr", bytes(value(0, new byte[0]), value(2, KEY.bytes())), "names no kind");
    assertRefused(
        "naddr", bytes(value(2, KEY.bytes()), value(3, new byte[4])), "names no identifier");
    assertRefused(
        "naddr",
        bytes(value(0, new byte[] {-1}), value(2, KEY.bytes()), value(3, new byte[4])),
        "UTF-8");
    assertRefused("npub", new byte[31], "31 bytes");
    assertRefused("npub", new byte[33], "33 bytes");
    assertRefused("note", new byte[0], "0 bytes");
  }

  private static void assertRefused(String prefix, byte[] bytes, String reason) {
    assertThatThrownBy(() -> Nip19.decode(Bech32.encode(prefix, bytes)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  private static byte[] value(int type, byte[] value) {
    return bytes(new byte[] {(byte) type, (byte) value.length}, value);
  }

  private static byte[] bytes(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  @Test
  void decode_mixedCase_isRefused() {
    assertThatThrownBy(() -> Nip19.decode("npub1" + NPUB.substring(5).toUpperCase(Locale.ROOT)))
        .hasMessageContaining("mixes upper and lower case");
    assertThatThrownBy(() -> Nip19.decode("Npub1" + NPUB.substring(5)))
        .hasMessageContaining("mixes upper and lower case");
  }

  /** BIP-173: what is left over is less than five bits, all zero. */
  @Test
  void decode_bitsLeftOver_areRefused() {
    String digits = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    int refused = 0;
    for (int i = 0; i < digits.length(); i++) {
      try {
        Nip19.decode(Bech32.withChecksum("npub", "q".repeat(51) + digits.charAt(i)));
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageContaining("whole byte");
        refused++;
      }
    }
    assertThat(refused).isEqualTo(30); // 52 digits have four bits left over; two end in 0000
    assertThatThrownBy(() -> Nip19.decode(Bech32.withChecksum("npub", "q".repeat(54))))
        .hasMessageContaining("whole byte");
  }

  @Test
  void decode_tooLong_isRefused() {
    assertThatThrownBy(() -> Nip19.decode("nprofile1" + "q".repeat(5_000)))
        .hasMessageContaining("wrong length");
    assertThatThrownBy(() -> Nip19.encode(new Pointer.Nprofile(KEY, List.of("r".repeat(256)))))
        .hasMessageContaining("256 bytes");
    List<String> many = Collections.nCopies(20, "r".repeat(255));
    assertThatThrownBy(() -> Nip19.encode(new Pointer.Nprofile(KEY, many)))
        .hasMessageContaining("5000 characters");
  }

  @Test
  void decode_nsecInAUri_isRefused() {
    assertThatThrownBy(() ->
            Nip19.decode("nostr:nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5"))
        .hasMessageContaining("no place");
  }

  @Test
  void nsec_inAMessage_isMasked() {
    assertThat(new Pointer.Nsec(HEX)).asString().doesNotContain(HEX);
    assertThatThrownBy(() -> new Pointer.Nsec(HEX + "0"))
        .message()
        .doesNotContain(HEX.substring(0, 8));
  }

  @Test
  void publicKeyAndEventId_ofTheOtherKind_areRefused() {
    String note = Nip19.encode(new Pointer.Note(EventId.parse(OTHER)));
    assertThatThrownBy(() -> Nip19.publicKey(note)).hasMessageContaining("no public key");
    assertThatThrownBy(() -> Nip19.eventId(NPUB)).hasMessageContaining("no event id");
    assertThat(Nip19.eventId(note).hex()).isEqualTo(OTHER);
  }

  @Test
  void publicKey_withAnyCharacterChanged_isRefused() {
    for (int i = 5; i < NPUB.length(); i++) {
      String wrong =
          NPUB.substring(0, i) + (NPUB.charAt(i) == 'q' ? 'p' : 'q') + NPUB.substring(i + 1);
      assertThatThrownBy(() -> Nip19.publicKey(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "npub1",
        "npub1qqqqqq",
        "nsec1qqqq",
        "abc",
        "npub1!!!!!!!!",
        "npub1ſſſſſſſſſſ",
        "nprofile1",
        "nostr:",
        "nostr:nostr:npub1"
      })
  void publicKey_ofJunk_isRefused(String text) {
    assertThatThrownBy(() -> Nip19.publicKey(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
