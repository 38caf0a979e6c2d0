package heliograph.filter;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.ProcessorTime;
import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.NostrEvent;
import heliograph.event.TagHash;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A hash that anybody can make collide, held against those who do. */
class TagConditionTest {
  private static final long SEED = 0x9E37_79B9_7F4A_7C15L;
  private static final long MULTIPLIER = 0xBF58_476D_1CE4_E5B9L;
  private static final int COLLIDING = 1_500;

  /** The state after one block; the second block then decides, and can undo the first. */
  private static long mixed(long block) {
    long hash = (SEED ^ 16 ^ block) * MULTIPLIER;
    return hash ^ hash >>> 29;
  }

  private static long printable(Random random) {
    long block = 0;
    for (int i = 0; i < 8; i++) {
      block = block << 8 | 0x30 + random.nextInt(0x2a);
    }
    return block;
  }

  private static boolean isPrintable(long block) {
    for (int i = 0; i < 64; i += 8) {
      long octet = block >>> i & 0xff;
      if (octet < 0x23 || octet > 0x7e || octet == '\\') {
        return false;
      }
    }
    return true;
  }

  private static List<String> colliding() {
    Random random = new Random(7);
    long state = mixed(printable(random)) ^ printable(random);
    List<String> values = new ArrayList<>();
    while (values.size() < 2 * COLLIDING) {
      long first = printable(random);
      long second = state ^ mixed(first);
      if (isPrintable(second)) {
        ByteBuffer value = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        values.add(new String(value.putLong(first).putLong(second).array(), US_ASCII));
      }
    }
    return values;
  }

  private static TagCondition condition(List<String> values) {
    return new TagCondition('t', values.stream().map(value -> value.getBytes(UTF_8)).toList());
  }

  private static NostrEvent tagged(List<String> values) {
    List<List<String>> tags = values.stream().map(value -> List.of("t", value)).toList();
    return TestEvents.signed(Key.of(1), 1, 1, tags, "");
  }

  @Test
  void matches_valuesMadeToCollide_areTriedByHalves() {
    List<String> values = colliding();
    long hash = TagHash.of(values.getFirst().getBytes(US_ASCII), 0, 16);
    assertThat(TagHash.of(values.getLast().getBytes(US_ASCII), 0, 16)).isEqualTo(hash);
    TagCondition condition = condition(values.subList(0, COLLIDING));
    NostrEvent others = tagged(values.subList(COLLIDING, 2 * COLLIDING));
    NostrEvent one = tagged(values.subList(COLLIDING - 1, COLLIDING + 3));

    Duration cost =
        ProcessorTime.of(() -> {
          for (int i = 0; i < 200; i++) {
            assertThat(condition.matches(others.packed())).isFalse();
          }
        });

    assertThat(cost).isLessThan(Duration.ofSeconds(1));
    assertThat(condition.matches(one.packed())).isTrue();
  }

  @Test
  void matches_everyValueAndNoOther() {
    List<String> values = List.of("", "a", "b", "aa", "ä", "日本", "z".repeat(300));
    TagCondition condition = condition(values);
    for (String value : values) {
      assertThat(condition.matches(tagged(List.of("no", value)).packed())).as(value).isTrue();
      assertThat(condition.matches(tagged(List.of(value + "!")).packed())).as(value).isFalse();
    }
  }
}
