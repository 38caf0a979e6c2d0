package heliograph.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.event.PublicKey;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeliveryLedgerTest {
  private static final List<PublicKey> AUTHORS =
      List.of(PublicKey.parse("1".repeat(64)), PublicKey.parse("2".repeat(64)));

  private final Audience audience = Audience.ofEverything(AUTHORS, 2);
  private final DeliveryLedger ledger = new DeliveryLedger();

  private void send(long id, long due) {
    ledger.sent(id, due, audience.expected(0));
  }

  private void deliver(long id, int connection, long now) {
    ledger.delivered(id, Audience.token(connection, 0), now);
  }

  @Test
  void event_answeredAndEverywhere_isSettled() {
    send(5, 1_000_000);
    deliver(5, 1, 3_000_000);
    ledger.answered(5, true, false, 4_000_000);
    assertThat(ledger.isSettled()).isFalse();
    deliver(5, 0, 11_000_000);
    assertThat(ledger.isSettled()).isTrue();
    assertThat(ledger.accepted()).isEqualTo(1);
    assertThat(ledger.missing() + ledger.surplus() + ledger.unanswered()).isZero();
    assertThat(ledger.acceptance().total().max()).isBetween(3.0, 3.01);
    assertThat(ledger.delivery().total().max()).isBetween(10.0, 10.01);
  }

  @Test
  void delivery_thatNeverComes_isMissing() {
    send(5, 0);
    send(6, 10);
    ledger.answered(5, true, false, 1);
    ledger.answered(6, true, false, 1);
    deliver(5, 1, 2);
    ledger.writeOff(10);
    assertThat(ledger.missing()).isEqualTo(1);
    ledger.writeOff(11);
    assertThat(ledger.missing()).isEqualTo(3);
    assertThat(ledger.isSettled()).isTrue();
  }

  @Test
  void delivery_twiceHereAndNeverThere_isAFault() {
    send(5, 0);
    ledger.answered(5, true, false, 1);
    deliver(5, 1, 2);
    deliver(5, 1, 3);
    assertThat(ledger.isSettled()).isFalse();
    ledger.writeOff(10);
    assertThat(ledger.missing()).isEqualTo(1);
  }

  @Test
  void delivery_tooMany_isSurplus() {
    send(5, 0);
    deliver(5, 0, 1);
    deliver(5, 1, 1);
    deliver(5, 1, 1);
    ledger.answered(5, true, false, 1);
    deliver(77, 0, 1);
    assertThat(ledger.surplus()).isEqualTo(2);
    assertThat(ledger.isSettled()).isTrue();
  }

  @Test
  void event_refusedOrUnanswered_isExpectedNowhere() {
    send(5, 0);
    ledger.answered(5, false, false, 1);
    assertThat(ledger.isSettled()).isTrue();
    assertThat(ledger.refused()).isEqualTo(1);
    send(6, 0);
    ledger.answered(6, true, true, 1);
    assertThat(ledger.duplicates()).isEqualTo(1);
    send(7, 0);
    ledger.writeOff(1);
    assertThat(ledger.unanswered()).isEqualTo(1);
    assertThat(ledger.missing()).isZero();
    send(8, 0);
    assertThatThrownBy(() -> send(8, 0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void audience_ofAuthors_expectsWhatItsRequestsAskFor() {
    Audience drawn = Audience.ofAuthors(AUTHORS, 7, 3, new Random(4));
    int[] counts = new int[2];
    long[] sums = new long[2];
    for (int connection = 0; connection < 7; connection++) {
      String[] requests = drawn.requests(connection);
      for (int i = 0; i < requests.length; i++) {
        assertThat(requests[i]).startsWith("[\"REQ\",\"" + i + "\",{\"authors\":[\"");
        int author = requests[i].contains("1".repeat(64)) ? 0 : 1;
        counts[author]++;
        sums[author] += Audience.token(connection, i);
      }
    }
    for (int author = 0; author < 2; author++) {
      assertThat(drawn.expected(author))
          .isEqualTo(new Audience.Expected(counts[author], sums[author]));
    }
  }

  @Test
  void latency_intervalAndTotal_areKeptApart() {
    Latency latency = new Latency();
    latency.record(2_000_000);
    assertThat(latency.interval().count()).isEqualTo(1);
    assertThat(latency.interval().count()).isZero();
    latency.record(-5);
    assertThat(latency.interval().max()).isZero();
    assertThat(latency.total().count()).isEqualTo(2);
    assertThat(latency.total().toString()).contains("p95 2.00", "(n=2)");
  }
}
