package heliograph.auth;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.auth.ProofGuard.Way;
import heliograph.config.AddressRanges;
import heliograph.metrics.InMemoryMeters;
import java.net.InetAddress;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What guessing costs whoever guesses, and nobody else. */
class ProofGuardTest {
  private static final InetAddress GUESSER = AddressRanges.address("203.0.113.7");
  private static final InetAddress OTHER = AddressRanges.address("198.51.100.1");

  private final Logger logger = Logger.getLogger(ProofGuard.class.getName());
  private final List<LogRecord> lines = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };
  private final List<Long> told = new ArrayList<>();
  private final InMemoryMeters meters = new InMemoryMeters();
  private long nanos = Long.MAX_VALUE - Duration.ofHours(1).toNanos(); // it will overflow
  private final ProofGuard guard =
      new ProofGuard(meters, () -> nanos, (address, way, times, reason) -> told.add(times));

  @BeforeEach
  void listen() {
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
  }

  @AfterEach
  void stop() {
    logger.removeHandler(handler);
    logger.setUseParentHandlers(true);
  }

  private void fail(InetAddress address, Way way, int times) {
    for (int i = 0; i < times; i++) {
      guard.failed(address, way, "wrong");
    }
  }

  @Test
  void address_thatGuesses_waitsLongerAndLongerAndNobodyElseDoes() {
    fail(GUESSER, Way.PASSWORD, 4);
    assertThat(guard.wait(GUESSER, Way.PASSWORD)).isEmpty();
    Duration before = Duration.ZERO;
    for (int i = 0; i < 10; i++) {
      fail(GUESSER, Way.PASSWORD, 1);
      Duration rest = guard.wait(GUESSER, Way.PASSWORD).orElseThrow();
      assertThat(rest).isGreaterThanOrEqualTo(before).isLessThanOrEqualTo(Duration.ofHours(1));
      before = rest;
      assertThat(guard.wait(OTHER, Way.PASSWORD)).isEmpty();
      assertThat(guard.wait(GUESSER, Way.NIP98)).as("a key from there").isEmpty();
      nanos += rest.toNanos();
      assertThat(guard.wait(GUESSER, Way.PASSWORD)).isEmpty();
    }
    assertThat(before).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void triesWhileWaiting_makeTheWaitNoLonger() {
    fail(GUESSER, Way.PASSWORD, 5);
    Duration rest = guard.wait(GUESSER, Way.PASSWORD).orElseThrow();
    fail(GUESSER, Way.PASSWORD, 1_000);
    assertThat(guard.wait(GUESSER, Way.PASSWORD)).contains(rest);
  }

  @Test
  void ipv6_countsByThe64ThatOneCustomerHas() {
    for (int i = 0; i < 5; i++) {
      fail(AddressRanges.address("2001:db8::" + i), Way.PASSWORD, 1);
    }
    assertThat(guard.wait(AddressRanges.address("2001:db8::99"), Way.PASSWORD)).isPresent();
    assertThat(guard.wait(AddressRanges.address("2001:db8:0:1::99"), Way.PASSWORD)).isEmpty();
  }

  @Test
  void manyAddressesTogether_leaveRoomForWhoWasRightBefore() {
    guard.succeeded(OTHER, Way.PASSWORD);
    for (int i = 0; i < 25_000; i++) {
      fail(
          AddressRanges.address("10." + i / 65_536 + "." + i / 256 % 256 + "." + i % 256),
          Way.PASSWORD,
          1);
    }
    InetAddress fresh = AddressRanges.address("192.0.2.1");
    assertThat(guard.wait(fresh, Way.PASSWORD)).isPresent();
    assertThat(guard.wait(fresh, Way.NIP98)).isEmpty();
    assertThat(guard.wait(OTHER, Way.PASSWORD)).isEmpty();
    nanos += Duration.ofSeconds(2).toNanos();
    assertThat(guard.wait(fresh, Way.PASSWORD)).isEmpty();
    assertThat(lines).as("a minute's lines").hasSizeLessThanOrEqualTo(61);
  }

  @Test
  void failures_areOneLineAMinuteWithTheirNumberAndAllAreCounted() {
    fail(GUESSER, Way.NIP98, 7);
    assertThat(lines).hasSize(1);
    nanos += Duration.ofMinutes(1).toNanos();
    fail(GUESSER, Way.NIP98, 3);
    assertThat(lines).hasSize(2);
    assertThat(told).as("the witness, once a minute").containsExactly(1L, 7L);
    assertThat(MessageFormat.format(lines.get(1).getMessage(), lines.get(1).getParameters()))
        .contains("address=203.0.113.7", "way=nip98", "times=7", "reason=wrong");
    assertThat(lines.get(1).getLevel()).isEqualTo(Level.WARNING);
    assertThat(meters.counters()).containsEntry("heliograph_failed_proofs_totalway,nip98", 10L);
  }
}
