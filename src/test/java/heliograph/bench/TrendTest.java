package heliograph.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrendTest {
  private static final int SAMPLES = 80;

  /** An hour of a relay that is well, with noise, but for one figure. */
  private static List<Sample> samples(Figure planted, IntToDoubleFunction values) {
    Random random = new Random(5);
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < SAMPLES; i++) {
      Sample sample = new Sample();
      sample.put(Figure.SECONDS, 45.0 * i);
      sample.put(Figure.AGE, 40);
      sample.put(Figure.HEAP, 100 + random.nextInt(20));
      sample.put(Figure.OUTSIDE_HEAP, 150 + random.nextInt(20));
      sample.put(Figure.FILES, 400 + random.nextInt(20));
      sample.put(Figure.THREADS, 70 + random.nextInt(4));
      sample.put(Figure.READERS, random.nextInt(3));
      sample.put(Figure.CONNECTIONS, 230 + random.nextInt(20));
      sample.put(Figure.SUBSCRIPTIONS, 1_050 + random.nextInt(40));
      sample.put(Figure.ACCEPTED_MB, 4 * i);
      sample.put(Figure.STORE, 10 + 8 * i + random.nextInt(3));
      sample.put(Figure.OK_P95, 1 + i); // shown, not judged
      sample.put(planted, values.applyAsDouble(i));
      samples.add(sample);
    }
    return samples;
  }

  @Test
  void flatRun_withNoise_isFlat() {
    Trend trend = Trend.of(samples(Figure.SECONDS, i -> i));
    assertThat(trend.isGrowing()).as(String.join("\n", trend.lines())).isFalse();
    assertThat(trend.isJudged()).isTrue();
    assertThat(trend.lines()).anyMatch(line -> line.matches("open files .* flat .*"));
    assertThat(trend.lines()).anyMatch(line -> line.matches("store MB .* explained .*"));
  }

  @ParameterizedTest
  @MethodSource("flatFigures")
  void growth_plantedInAFigureThatMustBeFlat_isFound(Figure figure) {
    Trend trend = Trend.of(samples(figure, i -> 100 + 2.0 * i));
    assertThat(trend.isGrowing()).isTrue();
    assertThat(trend.lines())
        .filteredOn(line -> line.contains("GROWING"))
        .singleElement()
        .asString()
        .startsWith(figure.label());
  }

  static Stream<Figure> flatFigures() {
    return Arrays.stream(Figure.values()).filter(figure -> figure.rule() == Figure.Rule.FLAT);
  }

  @Test
  void growth_ofReaderSlotsByTwo_isFound() {
    assertThat(Trend.of(samples(Figure.READERS, i -> i / 30.0)).isGrowing()).isTrue();
  }

  @Test
  void store_growingFasterThanWhatIsAccepted_isFound() {
    assertThat(Trend.of(samples(Figure.STORE, i -> 8.0 * i + 0.3 * i * i)).isGrowing()).isTrue();
    assertThat(Trend.of(samples(Figure.ACCEPTED_MB, i -> Math.min(i, 40))).isGrowing()).isTrue();
  }

  @Test
  void samples_ofYoungRelays_areLeftOut() {
    List<Sample> samples = samples(Figure.FILES, i -> i < 40 ? 10 : 500);
    samples.subList(0, 40).forEach(sample -> sample.put(Figure.AGE, 29));
    assertThat(Trend.of(samples).isGrowing()).isFalse();
  }

  @Test
  void samples_tooFew_areNotJudged() {
    Trend trend = Trend.of(samples(Figure.FILES, i -> i * 1_000).subList(0, 7));
    assertThat(trend.isGrowing() || trend.isJudged()).isFalse();
    assertThat(trend.lines()).singleElement().asString().contains("no verdict");
  }

  @Test
  void sample_rowAndHeader_haveTheSameColumns() {
    Sample sample = samples(Figure.SECONDS, i -> 3_725).getFirst();
    assertThat(sample.row().split(",", -1)).hasSameSizeAs(Sample.header().split(",", -1));
    assertThat(Sample.header()).startsWith("seconds,life,age,heap,");
    assertThat(sample.line()).startsWith("1:02:05  ");
  }

  @Test
  void metrics_inPrometheusText_areReadAndAddedUp() {
    String text =
        """
        # HELP a_total x
        # TYPE a_total counter
        a_total{mp_scope="application",verb="x"} 2.0
        a_total{mp_scope="application",verb="y z"} 3.5
        b 1.2E3
        """;
    assertThat(RelayMetrics.parse(text)).containsEntry("a_total", 5.5).containsEntry("b", 1200.0);
  }
}
