package heliograph.store.lmdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.protocol.FilterParser;
import heliograph.store.layout.CounterKey;
import heliograph.store.layout.CounterShape;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CounterKeyTest {
  private static final String ID = "0123456789abcdef".repeat(4);
  private static final List<CounterShape> SHAPES = List.of(CounterShape.values());
  private static final FilterParser FILTERS = new FilterParser(FilterParser.UnknownKeys.REFUSE);

  private static Optional<CounterKey> key(String json) {
    return CounterKey.of(
        FILTERS.parse(json.replace("ID", ID).replace("FF", "ff".repeat(32)).getBytes(UTF_8)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"#e\":[\"ID\"],\"kinds\":[7]}|REACTIONS",
        "{\"#e\":[\"ID\"],\"kinds\":[6]}|REPOSTS",
        "{\"#q\":[\"ID\"],\"kinds\":[1,1111]}|QUOTES",
        "{\"#q\":[\"ID\"],\"kinds\":[1111,1],\"limit\":1}|QUOTES",
        "{\"#e\":[\"ID\"],\"kinds\":[1]}|REPLIES",
        "{\"#E\":[\"ID\"],\"kinds\":[1111]}|COMMENTS",
        "{\"#p\":[\"ID\"],\"kinds\":[3]}|FOLLOWERS"
      })
  void filter_ofTheNip_hasAKey(String json, CounterShape shape) {
    assertThat(key(json)).contains(new CounterKey(shape, ID));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"#e\":[\"ID\"]}",
        "{\"#e\":[\"ID\"],\"kinds\":[7,6]}",
        "{\"#q\":[\"ID\"],\"kinds\":[1]}",
        "{\"#p\":[\"ID\"],\"kinds\":[7]}",
        "{\"#p\":[\"ID\"],\"kinds\":[3],\"since\":1}",
        "{\"#p\":[\"ID\"],\"kinds\":[3],\"until\":1}",
        "{\"#p\":[\"ID\"],\"kinds\":[3],\"authors\":[\"ID\"]}",
        "{\"#p\":[\"ID\"],\"kinds\":[3],\"ids\":[\"ID\"]}",
        "{\"#p\":[\"ID\"],\"kinds\":[3],\"#t\":[\"x\"]}",
        "{\"#e\":[\"ID\",\"FF\"],\"kinds\":[7]}",
        "{\"#q\":[\"30023:ID:x\"],\"kinds\":[1,1111]}",
        "{\"#t\":[\"ID\"],\"kinds\":[1]}",
        "{\"kinds\":[3]}"
      })
  void filter_ofAnotherShape_hasNone(String json) {
    assertThat(key(json)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void shape_ofAKindAndLetter_isTheOneThatCountsThem(CounterShape shape) {
    for (int kind : new int[] {0, 1, 3, 5, 6, 7, 16, 1_111}) {
      assertThat(CounterShape.of(kind, shape.letter()) == shape)
          .isEqualTo(shape.kinds().contains(kind));
      if (shape.kinds().contains(kind)) {
        assertThat(CounterShape.counts(kind)).isTrue();
      }
    }
    assertThat(CounterShape.ofCode(shape.code())).isEqualTo(shape);
  }

  @ParameterizedTest
  @EnumSource
  void key_written_readsTheSameAndSortsByShapeThenValue(CounterShape shape) {
    CounterKey key = new CounterKey(shape, ID);
    ByteBuffer written = key.write(ByteBuffer.allocateDirect(64));
    assertThat(written.remaining()).isEqualTo(CounterKey.LENGTH);
    assertThat(CounterKey.read(written)).isEqualTo(key);
    CounterKey later = new CounterKey(shape, "ff" + ID.substring(2));
    assertThat(written.compareTo(ByteBuffer.allocate(1))).as("after the mark").isPositive();
    assertThat(later.write(ByteBuffer.allocate(64)).mismatch(written)).isEqualTo(1);
  }

  @Test
  void table_afterManyAdditionsAndRemovals_findsWhatIsThere() {
    Random random = new Random(7);
    CounterTable table = new CounterTable();
    List<CounterTable.Entry> there = new ArrayList<>();
    List<CounterKey> gone = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      if (there.isEmpty() || random.nextInt(5) > 1) {
        CounterShape shape = SHAPES.get(random.nextInt(6));
        there.add(table.add(new CounterKey(shape, "%064x".formatted(i))));
      } else {
        CounterTable.Entry entry = there.remove(random.nextInt(there.size()));
        table.remove(entry);
        gone.add(entry.key);
      }
    }
    assertThat(table.size()).isEqualTo(there.size());
    assertThat(there).allSatisfy(entry -> assertThat(table.find(entry.key)).isSameAs(entry));
    assertThat(gone).allSatisfy(key -> assertThat(table.find(key)).isNull());
  }
}
