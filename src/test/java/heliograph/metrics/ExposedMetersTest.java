package heliograph.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/** Figures as a scraper reads them. */
class ExposedMetersTest {
  private final ExposedMeters meters = new ExposedMeters();

  @Test
  void text_hasEveryFigureWithItsTypeAndTags() {
    meters.counter("events_total", "Events", "result", "stored").add(3);
    meters.counter("events_total", "Events", "result", "a \"b\"\\\n").increment();
    meters.gauge("lag", "Behind", () -> 0.5);
    meters.counter("cpu_seconds_total", "Processor time", () -> 2.5);

    assertThat(meters.text())
        .contains("# HELP events_total Events\n# TYPE events_total counter\n")
        .contains("events_total{result=\"stored\"} 3\n")
        .contains("events_total{result=\"a \\\"b\\\"\\\\\\n\"} 1\n")
        .contains("# TYPE lag gauge\nlag 0.5\n")
        .contains("# TYPE cpu_seconds_total counter\ncpu_seconds_total 2.5\n");
  }

  @Test
  void timer_countsEachValueInItsBucketAndThoseAbove() {
    Meters.Distribution timer = meters.timer("ok_seconds", "Time");
    timer.record(1_500_000);
    timer.record(2_000_000);
    timer.record(60_000_000_000L);

    assertThat(meters.text())
        .contains("# TYPE ok_seconds histogram\n")
        .contains("ok_seconds_bucket{le=\"0.001\"} 0\n")
        .contains("ok_seconds_bucket{le=\"0.002\"} 2\n")
        .contains("ok_seconds_bucket{le=\"5\"} 2\n")
        .contains("ok_seconds_bucket{le=\"+Inf\"} 3\n")
        .contains("ok_seconds_sum 60.0035\n")
        .contains("ok_seconds_count 3\n");
  }

  @Test
  void names_ofCountersAlone_endInTotal() {
    assertThatIllegalArgumentException().isThrownBy(() -> meters.counter("a", "A"));
    assertThatIllegalArgumentException().isThrownBy(() -> meters.counter("a", "A", () -> 1));
    assertThatIllegalArgumentException().isThrownBy(() -> meters.gauge("a_total", "A", () -> 1));
    assertThatIllegalArgumentException().isThrownBy(() -> meters.timer("a_total", "A"));
    assertThatIllegalArgumentException().isThrownBy(() -> meters.histogram("a_total", "A"));
  }

  @Test
  void sameName_isTheSameFigure() {
    meters.counter("a_total", "A", "x", "1").add(1);
    meters.counter("a_total", "A", "x", "1").add(1);
    meters.histogram("sizes", "Sizes").record(7);
    meters.histogram("sizes", "Sizes").record(7);

    assertThat(meters.text())
        .contains("a_total{x=\"1\"} 2\n")
        .contains("sizes_bucket{le=\"10\"} 2\n", "sizes_sum 14\n");
  }

  @Test
  void tags_beyondTheBoundOfAName_countAsOthers() {
    for (int i = 0; i < ExposedMeters.SERIES_MAX + 500; i++) {
      meters.counter("kinds_total", "By kind", "kind", "" + i).increment();
    }
    assertThat(meters.text()).contains("kinds_total{kind=\"other\"} 500\n");
    assertThat(meters.text().lines().count()).isEqualTo(2 + ExposedMeters.SERIES_MAX + 1);
  }
}
