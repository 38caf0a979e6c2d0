package heliograph.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;

import heliograph.event.EventBuilder;
import heliograph.event.Hex;
import heliograph.event.Nip19;
import heliograph.event.NostrEvent;
import heliograph.event.Pointer;
import heliograph.event.PublicKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key pair kept in a file, which signs events: the relay's own ({@code self} in NIP-11) or that
 * of a user of the command line. Thread-safe.
 */
public final class RelayKey {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int FILE_BYTES_MAX = 4_096;

  private final byte[] secret;
  private final PublicKey publicKey;
  private final Schnorr schnorr;

  private RelayKey(byte[] secret, Schnorr schnorr) {
    this.secret = secret.clone();
    this.schnorr = schnorr;
    publicKey = PublicKey.parse(Hex.encode(schnorr.publicKey(secret)));
  }

  /**
   * Reads the key from a file, or makes one that only its owner can read. The file has 64 hex
   * digits or an nsec (NIP-19).
   *
   * @throws IllegalStateException if the file holds no secret key
   */
  public static RelayKey of(Path file, Schnorr schnorr) {
    try {
      if (!Files.exists(file)) {
        make(file, schnorr);
      }
      byte[] bytes = readBytes(file);
      return new RelayKey(secret(file, new String(bytes, US_ASCII).strip()), schnorr);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read or make the key file " + file, e);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(file + " holds no secret key: " + e.getMessage(), e);
    }
  }

  private static byte[] readBytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(FILE_BYTES_MAX);
    }
  }

  private static byte[] secret(Path file, String text) {
    if (Nip19.isCandidate(text)) {
      return switch (Nip19.decode(text)) {
        case Pointer.Nsec(var hex) -> Hex.decode(hex.getBytes(US_ASCII), 0, 32);
        case Pointer other ->
            throw new IllegalArgumentException("this is an " + other.prefix() + ", no nsec");
      };
    }
    byte[] digits = text.getBytes(US_ASCII);
    if (digits.length != 64 || !Hex.isLowerHex(digits, 0, 64)) {
      throw new IllegalStateException(
          file + " must hold a secret key of 64 hex digits, or an nsec1…");
    }
    return Hex.decode(digits, 0, 32);
  }

  private static void make(Path file, Schnorr schnorr) throws IOException {
    Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
    byte[] fresh = new byte[32];
    do {
      RANDOM.nextBytes(fresh);
    } while (!isSecret(fresh, schnorr));
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, Hex.encode(fresh) + "\n");
  }

  private static boolean isSecret(byte[] candidate, Schnorr schnorr) {
    try {
      return schnorr.publicKey(candidate).length == 32;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Returns the public key. */
  public PublicKey publicKey() {
    return publicKey;
  }

  /** Returns the HMAC-SHA-256 of {@code data} under this key, 32 bytes. */
  public byte[] mac(byte[] data) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return mac.doFinal(data);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  /** Returns a signed event of this key. */
  public NostrEvent sign(int kind, long createdAt, List<List<String>> tags, String content) {
    return EventBuilder.build(
        publicKey,
        createdAt,
        kind,
        tags,
        content,
        id -> {
          byte[] auxiliary = new byte[32];
          RANDOM.nextBytes(auxiliary);
          return schnorr.sign(id.bytes(), secret, auxiliary);
        });
  }
}
