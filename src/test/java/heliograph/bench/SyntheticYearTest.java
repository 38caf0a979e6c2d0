package heliograph.bench;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.bench.SyntheticYear.Size;
import heliograph.database.TestDatabase;
import heliograph.statistics.Interval;
import heliograph.statistics.PageRequest;
import heliograph.statistics.Period;
import heliograph.statistics.Statistics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A small generated year. */
class SyntheticYearTest {

  @Test
  void fill_ofAnEmptyDatabase_answersQuestionsAboutAYear() {
    try (TestDatabase database = new TestDatabase();
        Statistics statistics = new Statistics(database.database(), Clock.systemUTC())) {
      SyntheticYear year =
          new SyntheticYear(database.address(), TestDatabase.config(Map.of()).database());
      List<String> made = new ArrayList<>();
      Size size = new Size(1_000, 100, 8, 0.5);

      assertThat(year.fill(size, made::add)).isTrue();
      assertThat(made).contains("events, in the order of time", "VACUUM ANALYZE");
      assertThat(year.fill(size, made::add)).as("there is something in it already").isFalse();

      assertThat(database.number("SELECT count(*) FROM analytics_events")).isEqualTo(1_000);
      assertThat(database.number("SELECT count(*) FROM analytics_events_default"))
          .as("every row has its month")
          .isZero();
      assertThat(statistics.events().overview(Optional.empty()).accepted()).isPositive();
      Instant now = Instant.now();
      Period all = new Period(now.minus(Duration.ofDays(365)), now);
      PageRequest page = new PageRequest(1_000, "");
      assertThat(statistics.requests().requests(all, Interval.MONTH, page).rows())
          .hasSizeBetween(12, 13);
      assertThat(statistics.requests().topRequested(page).rows()).hasSize(100);
      assertThat(statistics.operation().relays(page).rows()).isNotEmpty();
    }
  }
}
