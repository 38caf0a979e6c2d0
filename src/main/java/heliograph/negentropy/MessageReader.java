package heliograph.negentropy;

import heliograph.event.EventId;
import heliograph.event.MalformedInput;
import java.nio.ByteBuffer;

/**
 * Reads one message from front to back. Every method throws {@link MalformedInput} when the bytes
 * break the format. Confined to one thread.
 */
final class MessageReader {
  private final ByteBuffer bytes;
  private Bound lastBound = Bound.START;

  MessageReader(byte[] message) {
    bytes = ByteBuffer.wrap(message);
  }

  boolean hasRange() {
    return bytes.hasRemaining();
  }

  /** Returns the number of bytes read so far. */
  int position() {
    return bytes.position();
  }

  /** Reads the protocol version byte, 0x61 for version 1; versions are from 0x60 to 0x6f. */
  int version() {
    require(1, "protocol version");
    int version = bytes.get() & 0xff;
    if (version < 0x60 || version > 0x6f) {
      throw new MalformedInput("negentropy protocol version must be a byte from 0x60 to 0x6f");
    }
    return version;
  }

  /** Reads an unsigned 64-bit number. */
  long varint(String field) {
    long value = 0;
    int octet;
    do {
      require(1, field);
      octet = bytes.get() & 0xff;
      if (value == 0 && octet == 0x80) {
        throw new MalformedInput("negentropy " + field + " has a leading zero digit");
      }
      if (value >>> 57 != 0) {
        throw new MalformedInput("negentropy " + field + " exceeds 64 bits");
      }
      value = value << 7 | octet & 0x7f;
    } while (octet >= 0x80);
    return value;
  }

  /** Reads the next upper bound, which must not be before the last one. */
  Bound bound() {
    long encoded = varint("timestamp");
    long timestamp = encoded == 0 ? Bound.INFINITY : lastBound.timestamp() + encoded - 1;
    if (Long.compareUnsigned(timestamp, lastBound.timestamp()) < 0) {
      timestamp = Bound.INFINITY;
    }
    long prefixBytes = varint("id prefix length");
    if (prefixBytes < 0 || prefixBytes > Bound.ID_BYTES) {
      throw new MalformedInput("negentropy id prefix must have 0 to 32 bytes");
    }
    int length = (int) prefixBytes;
    require(length, "id prefix");
    byte[] id = new byte[Bound.ID_BYTES];
    bytes.get(id, 0, length);
    ByteBuffer prefix = ByteBuffer.wrap(id);
    Bound bound =
        new Bound(
            timestamp,
            prefix.getLong(0),
            prefix.getLong(8),
            prefix.getLong(16),
            prefix.getLong(24),
            length);
    if (bound.isBefore(lastBound)) {
      throw new MalformedInput("negentropy ranges must ascend");
    }
    lastBound = bound;
    return bound;
  }

  /** Reads one of {@link RangeMode}'s numbers. */
  int mode() {
    long mode = varint("mode");
    if (mode < RangeMode.SKIP || mode > RangeMode.ID_LIST) {
      throw new MalformedInput("negentropy mode must be 0, 1 or 2");
    }
    return (int) mode;
  }

  Fingerprint fingerprint() {
    require(Fingerprint.BYTES, "fingerprint");
    return new Fingerprint(bytes.getLong(), bytes.getLong());
  }

  /** Reads the length of an id list and checks that all of its ids follow. */
  int idCount() {
    long count = varint("id list length");
    if (count < 0 || count > bytes.remaining() / Bound.ID_BYTES) {
      throw new MalformedInput("negentropy id list is longer than the message");
    }
    return (int) count;
  }

  /** Reads an id of a list whose length {@link #idCount()} has read. */
  EventId id() {
    int at = bytes.position();
    bytes.position(at + Bound.ID_BYTES);
    return EventId.read(bytes, at);
  }

  /** Skips ids of a list whose length {@link #idCount()} has read. */
  void skipIds(int count) {
    bytes.position(bytes.position() + Bound.ID_BYTES * count);
  }

  private void require(int length, String field) {
    if (bytes.remaining() < length) {
      throw new MalformedInput("negentropy message ends before its " + field);
    }
  }
}
