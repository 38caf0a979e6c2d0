package heliograph.analytics;

import static heliograph.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.config.AddressHandling;
import heliograph.database.TestDatabase;
import heliograph.event.PublicKey;
import heliograph.metrics.InMemoryMeters;
import heliograph.metrics.RequestLog;
import heliograph.metrics.RequestLog.Asked;
import heliograph.metrics.RequestLog.Closed;
import heliograph.metrics.RequestLog.Opened;
import heliograph.metrics.RequestLog.Refused;
import heliograph.metrics.RequestLog.Served;
import heliograph.metrics.RequestLog.Verb;
import heliograph.worker.Worker;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Requests are counted as they are, once, and never without bound. */
class RequestWriterTest {
  private static final UUID APP = UUID.fromString("00000000-0000-4000-8000-000000000001");
  private static final PublicKey ALICE = new PublicKey(1, 0, 0, 1);
  private static final PublicKey BOB = new PublicKey(-1, 0, 0, 2);
  private static final InetAddress HOME = address("203.0.113.77");

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  /** One filter. */
  private record OneFilter(List<PublicKey> authors, List<Integer> kinds)
      implements RequestLog.Filters {
    @Override
    public int size() {
      return 1;
    }

    @Override
    public int authors(int filter) {
      return authors.size();
    }

    @Override
    public long author(int filter, int author, int word) {
      PublicKey key = authors.get(author);
      return switch (word) {
        case 0 -> key.a();
        case 1 -> key.b();
        case 2 -> key.c();
        default -> key.d();
      };
    }

    @Override
    public int kinds(int filter) {
      return kinds.isEmpty() ? -1 : kinds.size();
    }

    @Override
    public int kind(int filter, int index) {
      return kinds.get(index);
    }
  }

  private static void note(RequestRing ring, int times) {
    for (int i = 0; i < times; i++) {
      ring.note(new Opened(HOME, i));
      ring.note(new Asked(HOME, i, Verb.REQ, new OneFilter(List.of(ALICE, BOB), List.of(1, 7))));
      ring.note(new Asked(HOME, i, Verb.COUNT, new OneFilter(List.of(), List.of())));
      ring.note(new Served(HOME, 5));
      ring.note(new Refused(HOME, Verb.EVENT, 4, "blocked"));
      ring.note(new Refused(HOME, Verb.EVENT, 1, "duplicate"));
      ring.note(new Refused(HOME, Verb.REQ, -1, "rate-limited"));
      ring.note(new Closed(HOME, i));
    }
  }

  private static void check(TestDatabase tables, int times) {
    assertThat(
            tables.rows("SELECT event_name, count(*) FROM analytics_events GROUP BY 1 ORDER BY 1"))
        .isEqualTo(
            """
            relay.conn.close|%1$d
            relay.conn.open|%1$d
            relay.count|%1$d
            relay.event.duplicate|%1$d
            relay.event.rejected|%1$d
            relay.req|%1$d
            relay.request.rejected|%1$d\
            """
                .formatted(times));
    assertThat(
            tables.rows(
                "SELECT count(DISTINCT address), sum(requests), sum(events_served) FROM daily_requests"))
        .isEqualTo("1|%d|%d".formatted(2 * times, 5 * times));
    assertThat(tables.rows("SELECT sum(requests), sum(events_served) FROM hourly_requests"))
        .isEqualTo("%d|%d".formatted(2 * times, 5 * times));
    assertThat(
            tables.rows(
                "SELECT kind, sum(requests) FROM daily_request_kinds GROUP BY 1 ORDER BY 1"))
        .isEqualTo("-1|%1$d\n1|%1$d\n7|%1$d".formatted(times));
    assertThat(
            tables.rows(
                "SELECT encode(pubkey, 'hex'), total_requests FROM req_analytics ORDER BY 1"))
        .isEqualTo("%s|%d\n%s|%d".formatted(ALICE.hex(), times, BOB.hex(), times));
    assertThat(tables.number("SELECT sum(request_count) FROM req_analytics_by_kind"))
        .isEqualTo(4L * times);
    assertThat(
            tables.rows("SELECT encode(a, 'hex'), encode(b, 'hex'), count FROM req_cooccurrence"))
        .isEqualTo("%s|%s|%d".formatted(ALICE.hex(), BOB.hex(), times));
    assertThat(
            tables.rows(
                "SELECT verb, kind, reason, sum(count) FROM rejections GROUP BY 1, 2, 3 ORDER BY 1"))
        .isEqualTo("EVENT|4|blocked|%1$d\nREQ|-1|rate-limited|%1$d".formatted(times));
  }

  private static RequestWriter writer(RequestRing ring, TestDatabase tables) {
    return new RequestWriter(
        ring,
        tables.database(),
        new Addresses(AddressHandling.HASHED, "salt"),
        APP,
        Clock.systemUTC());
  }

  @Test
  void requests_areCountedInEveryTable() throws Exception {
    try (TestDatabase tables = new TestDatabase()) {
      RequestRing ring = new RequestRing(100_000, () -> false, tables.meters);
      Worker worker = Worker.start(Thread.ofPlatform().daemon().factory(), writer(ring, tables));
      note(ring, 400);
      assertThat(worker.close(Duration.ofMinutes(3))).isTrue();
      check(tables, 400);
      assertThat(
              tables.number("SELECT count(*) FROM analytics_events WHERE ip_address LIKE '%113%'"))
          .isZero();
    }
  }

  @Test
  void backendsKilled_countsNothingTwice() throws Exception {
    try (TestDatabase tables = new TestDatabase()) {
      RequestRing ring = new RequestRing(100_000, () -> false, tables.meters);
      Worker worker = Worker.start(Thread.ofPlatform().daemon().factory(), writer(ring, tables));
      for (int i = 0; i < 20; i++) {
        note(ring, 50);
        tables.rows(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ="
                + " current_database() AND pid <> pg_backend_pid()");
      }
      eventually(
          "tables.number('SELECT count(*) FROM analytics_events') to be at least 7_000",
          () -> tables.number("SELECT count(*) FROM analytics_events"),
          found -> found >= 7_000);
      assertThat(worker.close(Duration.ofMinutes(3))).isTrue();
      check(tables, 1_000);
    }
  }

  @Test
  void fullLog_dropsAndCountsTheDrops() {
    InMemoryMeters meters = new InMemoryMeters();
    RequestRing ring = new RequestRing(100, () -> false, meters);
    note(ring, 50);
    assertThat(ring.size()).isEqualTo(100);
    assertThat(meters.counters().get("heliograph_request_log_dropped_total")).isEqualTo(300);
    List<PublicKey> many = Collections.nCopies(600_000, ALICE);
    RequestRing keys = new RequestRing(100, () -> false, new InMemoryMeters());
    keys.note(new Asked(HOME, 1, Verb.REQ, new OneFilter(many, List.of(1))));
    keys.note(new Asked(HOME, 1, Verb.REQ, new OneFilter(many, List.of(1))));
    assertThat(keys.size()).isEqualTo(1);
    assertThat(keys.isHalfFull()).as("by its keys").isTrue();
    assertThat(ring.isHalfFull()).isTrue();
    ring.drain(new ArrayList<>(), 50, Integer.MAX_VALUE);
    assertThat(ring.isHalfFull()).isFalse();
  }

  @Test
  void note_whileTheDiskIsNearlyFull_isDropped() {
    InMemoryMeters meters = new InMemoryMeters();
    AtomicBoolean diskIsShort = new AtomicBoolean(true);
    RequestRing ring = new RequestRing(100, diskIsShort::get, meters);
    note(ring, 10);
    assertThat(ring.size()).isZero();
    diskIsShort.set(false);
    note(ring, 1);
    assertThat(ring.size()).isEqualTo(8);
    assertThat(meters.counters().get("heliograph_request_log_dropped_total")).isEqualTo(80);
  }

  @Test
  void addresses_areKeptAsConfigured() {
    InetAddress six = address("2001:db8:1:2:3:4:5:6");
    assertThat(new Addresses(AddressHandling.FULL, "salt").kept(HOME)).isEqualTo("203.0.113.77");
    Addresses truncated = new Addresses(AddressHandling.TRUNCATED, "salt");
    assertThat(truncated.kept(HOME)).isEqualTo("203.0.113.0/24");
    assertThat(truncated.kept(six)).isEqualTo("2001:db8:1:0:0:0:0:0/48");
    Addresses hashed = new Addresses(AddressHandling.HASHED, "salt");
    assertThat(hashed.kept(HOME)).hasSize(32).isEqualTo(hashed.kept(HOME));
    assertThat(hashed.kept(six)).isEqualTo(hashed.kept(address("2001:db8:1:2::9")));
    assertThat(new Addresses(AddressHandling.HASHED, "other").kept(HOME))
        .isNotEqualTo(hashed.kept(HOME));
    LocalDate day = LocalDate.of(2026, 1, 1);
    for (int i = 0; i < 100_000; i++) {
      assertThat(hashed.counted("a" + i, day)).isEqualTo("a" + i);
    }
    assertThat(hashed.counted("late", day)).isEqualTo(Addresses.OTHER);
    assertThat(hashed.counted("a7", day)).isEqualTo("a7");
    assertThat(hashed.counted("late", day.plusDays(1))).isEqualTo("late");
  }
}
