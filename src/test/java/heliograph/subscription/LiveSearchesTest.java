package heliograph.subscription;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.filter.NostrFilter;
import heliograph.filter.Visibility;
import heliograph.policy.AddressBucket;
import heliograph.protocol.FilterParser;
import heliograph.protocol.FilterParser.UnknownKeys;
import heliograph.protocol.SubscriptionId;
import heliograph.search.SpamAuthors;
import heliograph.subscription.LiveSearches.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much work the searches of one event may take, whoever asks for it. */
class LiveSearchesTest {
  private static final String COSTLY = "\\\"" + "a b ".repeat(31) + "a a\\\" xx";
  private final LiveSearches searches =
      new LiveSearches(
          TestEvents.note(Key.of(1), 1, "a b ".repeat(30_000) + "xx"), SpamAuthors.NOBODY);

  private static LiveFilter filter(int address, String search) {
    NostrFilter filter =
        new FilterParser(UnknownKeys.REFUSE, FilterParser.Search.ON)
            .parse(("{\"search\":\"" + search + "\"}").getBytes(UTF_8));
    return new LiveFilter(
        new Subscription(
            new SubscriptionId("x"),
            List.of(filter),
            Visibility.EVERYTHING,
            Hinting.NONE,
            new NoOutlet(),
            new AddressBucket(4, address),
            1_000),
        filter);
  }

  @Test
  void test_costlySearchesOfVeryManyAddresses_takeNoMoreThanAllMayTake() {
    List<LiveFilter> unfinished = new ArrayList<>();
    for (int address = 0; address < 200; address++) {
      LiveFilter costly = filter(address, COSTLY);
      assertThat(searches.test(costly)).isEqualTo(Answer.UNFINISHED);
      unfinished.add(costly);
    }
    assertThat(searches.left())
        .isEqualTo(LiveSearches.WORK_MAX - 200 * LiveSearches.FIRST_WORK_MAX);
    assertThat(searches.test(filter(1_000, "xx "))).isEqualTo(Answer.FOUND);

    searches.startSecondRound();
    for (LiveFilter costly : unfinished) {
      assertThat(searches.test(costly)).isEqualTo(Answer.UNFINISHED);
    }
    assertThat(searches.left()).isBetween(-LiveSearches.ADDRESS_WORK_MAX, 0);
    assertThat(searches.skipped()).isEqualTo(200);
  }
}
