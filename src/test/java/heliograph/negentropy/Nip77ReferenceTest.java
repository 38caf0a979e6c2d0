package heliograph.negentropy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.event.EventId;
import heliograph.negentropy.Sides.Item;
import heliograph.negentropy.Sides.Outcome;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * NIP-77 beside the reference implementation: both sides of hoytech/negentropy's JavaScript
 * (6edb041, which does as its C++) reconciled these sets with these frame limits, and {@code
 * reference.csv} has the rounds that took, and the raw bytes of both directions.
 */
class Nip77ReferenceTest {
  private static final long START = 1_700_000_000L;

  private static boolean all(int any) {
    return true;
  }

  private static Set<Item> items(int count, IntToLongFunction second, IntPredicate kept) {
    Set<Item> items = new LinkedHashSet<>();
    IntStream.range(0, count)
        .filter(kept)
        .forEach(i -> items.add(new Item(START + second.applyAsLong(i), id(i))));
    return items;
  }

  private static EventId id(int i) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(String.valueOf(i).getBytes(UTF_8));
      return EventId.read(ByteBuffer.wrap(hash), 0);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static Sides sides(
      int count, IntToLongFunction second, IntPredicate client, IntPredicate server) {
    return new Sides(items(count, second, client), items(count, second, server));
  }

  private static Sides sides(String name) {
    return switch (name) {
      case "equal" -> sides(10_000, i -> i * 7L, Nip77ReferenceTest::all, Nip77ReferenceTest::all);
      case "disjoint" -> sides(10_000, i -> i * 7919L % 10_000, i -> i < 5_000, i -> i >= 5_000);
      case "few" -> sides(20_000, i -> i * 3L, i -> i % 1_000 != 1, i -> i % 1_000 != 2);
      case "clientEmpty" -> sides(20_000, i -> i, i -> false, Nip77ReferenceTest::all);
      case "serverEmpty" -> sides(20_000, i -> i, Nip77ReferenceTest::all, i -> false);
      case "skewed" -> sides(20_000, i -> i * 11L, i -> i < 12_000, i -> i >= 8_000);
      case "dense" -> sides(20_000, i -> i % 3, i -> i % 100 != 1, i -> i % 100 != 2);
      case "hundredThousand" -> sides(100_000, i -> i / 4, i -> i % 100 != 1, i -> i % 100 != 2);
      case "half" ->
          sides(
              47_300, i -> i * 7919L % 47_300 * 5, i -> i < 25_000 || i >= 47_000, i -> i < 47_000);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static Outcome reconcile(String name, int clientFrame, int serverFrame) {
    Sides sides = sides(name);
    Outcome outcome =
        Sides.reconcile(
            Sides.set(sides.client()), Sides.set(sides.server()), clientFrame, serverFrame);
    assertThat(new HashSet<>(outcome.have())).isEqualTo(sides.onlyClient());
    assertThat(new HashSet<>(outcome.need())).isEqualTo(sides.onlyServer());
    return outcome;
  }

  @ParameterizedTest
  @CsvFileSource(resources = "reference.csv", numLinesToSkip = 1)
  void reconcile_setsOfTheReference_takesNoMoreRoundsAndBytes(
      String name, int clientFrame, int serverFrame, int rounds, long bytes) {
    Outcome outcome = reconcile(name, clientFrame, serverFrame);
    assertThat(outcome.rounds()).isLessThanOrEqualTo(rounds);
    assertThat(outcome.bytes()).isLessThanOrEqualTo(bytes);
  }

  /**
   * Where the frames are full the reference begins again from the top, and meets other buckets:
   * with these sets and frames by luck smaller ones, which cost it fewer bytes in more rounds, or
   * one round fewer for more bytes.
   */
  @ParameterizedTest
  @CsvSource({
    "hundredThousand,60000,500000,6,940000",
    "hundredThousand,500000,500000,4,940000",
    "half,60000,500000,6,1028449"
  })
  void reconcile_setsWhereTheReferenceIsLucky_takesLittleMore(
      String name, int clientFrame, int serverFrame, int rounds, long bytes) {
    reconcile_setsOfTheReference_takesNoMoreRoundsAndBytes(
        name, clientFrame, serverFrame, rounds, bytes);
  }
}
