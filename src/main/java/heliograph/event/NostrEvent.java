package heliograph.event;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A well-formed Nostr event (NIP-01), immutable, held as its packed bytes. A well-formed event need
 * not be genuine: the id and the signature are claims until {@code ingest} has checked them.
 */
public final class NostrEvent {
  private final EventId id;
  private final PublicKey pubkey;
  private final long createdAt;
  private final int kind;
  private final byte[] bytes;
  private final PackedEvent packed;

  private NostrEvent(byte[] bytes) {
    this.bytes = bytes;
    packed = new PackedEvent().wrap(ByteBuffer.wrap(bytes));
    id = packed.id();
    pubkey = packed.pubkey();
    createdAt = packed.createdAt();
    kind = packed.kind();
  }

  /**
   * Takes over {@code packed}, laid out as {@link PackedEvent} says; the caller must not use it
   * again.
   */
  static NostrEvent adopt(byte[] packed) {
    return new NostrEvent(packed);
  }

  /** Copies an event out of the store's map, so that it outlives the transaction. */
  public static NostrEvent copyOf(PackedEvent event) {
    byte[] bytes = new byte[event.buffer().limit()];
    event.buffer().get(0, bytes);
    return new NostrEvent(bytes);
  }

  public EventId id() {
    return id;
  }

  public PublicKey pubkey() {
    return pubkey;
  }

  /** Returns created_at, in seconds since 1970; may be negative. */
  public long createdAt() {
    return createdAt;
  }

  /** Returns the kind, 0–65535. */
  public int kind() {
    return kind;
  }

  public KindClass kindClass() {
    return KindClass.of(kind);
  }

  /**
   * Returns the packed record. It is shared: callers read it and never wrap it around other bytes.
   */
  public PackedEvent packed() {
    return packed;
  }

  /** The packed record's bytes as a fresh read-only buffer at position 0. */
  public ByteBuffer record() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  /** Returns the canonical JSON, UTF-8: what every client receives. */
  public byte[] json() {
    return packed.json();
  }

  /** Returns the 64 bytes of the BIP-340 signature. */
  public byte[] signature() {
    return Hex.decode(
        bytes, packed.jsonAt() + CanonicalLayout.signatureAt(packed.jsonLength()), 64);
  }

  /** Returns all tags with all their elements, unescaped. Each call parses the JSON again. */
  public List<List<String>> tags() {
    int at = packed.jsonAt();
    JsonScanner scanner = new JsonScanner(bytes, at + packed.tagsAt(), bytes.length);
    return scanner.stringLists();
  }

  /** Returns the content, unescaped. */
  public String content() {
    int at = packed.jsonAt();
    return new JsonScanner(bytes, at + packed.contentAt(), bytes.length).string();
  }

  /**
   * Returns the number of bytes of the canonical content between its quotes, which is at least its
   * number of characters.
   */
  public int contentBytes() {
    return CanonicalLayout.contentLength(packed.contentAt(), packed.jsonLength());
  }

  /** Two events are equal if their ids are. */
  @Override
  public boolean equals(Object other) {
    return other instanceof NostrEvent event && event.id.equals(id);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return "event " + id + " kind " + kind;
  }
}
