package heliograph.filter;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.event.Hex;
import heliograph.event.PackedEvent;
import heliograph.event.Sha256;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The HyperLogLog registers of a COUNT, with which a client merges the counts of several relays
 * (NIP-45).
 *
 * <pre>
 * pubkey  .... ri zzzzzzzz ....      ri  register index: the byte at the filter's offset, 8–23
 *              ▲  ▲                  z   leading zero bits from there on, plus one: the value
 *         offset  offset + 1
 * </pre>
 *
 * <p>The offset follows from the tag value asked for, so every relay has the same for a filter.
 * Only a single filter with a single tag value has one. Confined to one query or one counter.
 */
public final class HyperLogLog {
  public static final int REGISTERS = 256;

  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern ADDRESS = Pattern.compile("\\d+:([0-9a-f]{64}):.*", Pattern.DOTALL);

  private final byte[] registers = new byte[REGISTERS];
  private final int offset;

  /** Creates empty registers for an {@link #offset}. */
  public HyperLogLog(int offset) {
    this.offset = offset;
  }

  /**
   * Returns empty registers for these filters; none if they are not a single filter with a single
   * tag value.
   */
  public static Optional<HyperLogLog> of(List<NostrFilter> filters) {
    if (filters.size() != 1 || filters.getFirst().tags().size() != 1) {
      return Optional.empty();
    }
    TagCondition tag = filters.getFirst().tags().getFirst();
    return tag.size() == 1 ? Optional.of(new HyperLogLog(offset(tag.text(0)))) : Optional.empty();
  }

  /** Returns the offset of the register's byte in a public key, 8 to 23, for a tag value. */
  public static int offset(String value) {
    Matcher address = ADDRESS.matcher(value);
    String hex;
    if (HEX.matcher(value).matches()) {
      hex = value;
    } else if (address.matches()) {
      hex = address.group(1);
    } else {
      hex = Sha256.hex(value.getBytes(UTF_8));
    }
    return 8 + Integer.parseInt(hex, 32, 33, 16);
  }

  /** Counts the author of an event, unless it has been counted before. */
  public void add(PackedEvent event) {
    add(event.pubkeyWord(0), event.pubkeyWord(1), event.pubkeyWord(2), event.pubkeyWord(3));
  }

  /** Counts an author, by the four big-endian words of its key. */
  public void add(long a, long b, long c, long d) {
    int register = keyByte(a, b, c, d, offset);
    int zeros = 0;
    for (int at = offset + 1; at < 32; at++) {
      int value = keyByte(a, b, c, d, at);
      if (value != 0) {
        zeros += Integer.numberOfLeadingZeros(value) - 24;
        break;
      }
      zeros += 8;
    }
    registers[register] = (byte) Math.max(registers[register], zeros + 1);
  }

  private static int keyByte(long a, long b, long c, long d, int at) {
    long word = at < 8 ? a : at < 16 ? b : at < 24 ? c : d;
    return (int) (word >>> 56 - 8 * (at % 8)) & 0xff;
  }

  /** Replaces the registers by those that {@link #write} has written to {@code from}. */
  public void read(ByteBuffer from, int at) {
    from.get(at, registers);
  }

  /** Writes the 256 registers. */
  public void write(ByteBuffer into) {
    into.put(registers);
  }

  /**
   * Returns true if no register of {@code other} is larger: every author counted there is counted
   * here.
   */
  public boolean covers(HyperLogLog other) {
    for (int i = 0; i < REGISTERS; i++) {
      if (other.registers[i] > registers[i]) {
        return false;
      }
    }
    return true;
  }

  /** Returns the registers as 512 hex digits. */
  public String hex() {
    return Hex.encode(registers);
  }
}
