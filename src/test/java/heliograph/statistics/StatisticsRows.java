package heliograph.statistics;

import heliograph.database.TestDatabase;
import java.time.Instant;

/** Rows whose sums are known, round a moment which is a Wednesday's noon. */
public final class StatisticsRows {
  private StatisticsRows() {}

  /** Fills an empty database. */
  public static void fill(TestDatabase database, Instant noon) {
    String[] statements =
        """
        INSERT INTO analytics_events (app_id, event_name, session_id, user_id, "timestamp")
        SELECT A, 'relay.req', s, NULL, NOW + t::interval
          FROM (VALUES ('1', '-9 days -12 hours'), ('1', '-10 days'), ('2', '-9 days'), ('3', '-13 hours'),
                       ('3', '-12 hours -1 minute'), ('3', '-12 hours -1 second')) r (s, t);
        UPDATE analytics_events SET "timestamp" = NOW - interval '9 days 13 hours'
         WHERE session_id = '1';
        INSERT INTO summary_closed
        SELECT app_id, ("timestamp" AT TIME ZONE 'UTC')::date, event_name, count(*),
               count(DISTINCT session_id), 0, 0, 0
          FROM analytics_events WHERE "timestamp" < NOW GROUP BY 1, 2, 3;
        UPDATE summary_state SET closed_before = (NOW AT TIME ZONE 'UTC')::date;
        REFRESH MATERIALIZED VIEW daily_analytics_summary;
        INSERT INTO analytics_events (app_id, event_name, session_id, user_id, "timestamp")
        SELECT A, n, s, NULL, NOW + t::interval
          FROM (VALUES ('relay.req', '4', '-12 hours'), ('relay.req', '4', '-1 hours'),
                       ('relay.req', '5', '-30 minutes'), ('relay.req', '5', '-1 second'),
                       ('relay.event.accepted', NULL, '-1 minute')) r (n, s, t);
        INSERT INTO kinds VALUES (A, 1, 40, 2, NOW), (B, 1, 10, 0, NOW - interval '1 day'),
               (A, 3, 5, 0, NOW), (A, 7, 5, 0, NOW);
        INSERT INTO daily_kinds SELECT TODAY - d, a, k, n, r, NOW - d * interval '1 day'
          FROM (VALUES (1, A, 1, 9, 1), (1, B, 1, 3, 0), (1, A, 3, 5, 0), (0, A, 7, 5, 0),
                       (100, A, 1, 38, 1)) v (d, a, k, n, r);
        INSERT INTO daily_requests SELECT TODAY - d, a, n, n * 10
          FROM (VALUES (0, 'x', 5), (0, 'y', 2), (0, 'other', 1), (1, 'x', 4), (1, 'z', 1),
                       (9, 'x', 1)) v (d, a, n);
        UPDATE daily_requests SET events_served = 11 WHERE day = TODAY - 9;
        INSERT INTO hourly_requests SELECT NOW - h * interval '1 hour', a, n, n
          FROM (VALUES (13, 'x', 4), (13, 'z', 1), (12, 'x', 1), (1, 'y', 2)) v (h, a, n);
        INSERT INTO req_analytics SELECT decode(repeat(k, 32), 'hex'), n, NOW
          FROM (VALUES ('0a', 5), ('0b', 5), ('0c', 5), ('0d', 1), ('0e', 9)) v (k, n);
        INSERT INTO req_analytics_by_kind SELECT decode(repeat(k, 32), 'hex'), 3, n, NOW
          FROM (VALUES ('0a', 4), ('0b', 4), ('0c', 2)) v (k, n);
        INSERT INTO rejections SELECT TODAY - d, v, k, r, n, NOW - d * interval '1 day'
          FROM (VALUES (0, 'EVENT', 1, 'rate-limited', 3), (1, 'EVENT', 1, 'rate-limited', 3),
                       (1, 'EVENT', 1, 'blocked', 2), (1, 'REQ', -1, 'blocked', 2),
                       (0, 'EVENT', 4, 'pow', 1)) x (d, v, k, r, n);
        INSERT INTO storage_snapshots SELECT NOW - h * interval '1 hour', a, n, n, n * 1000, 1000000, b
          FROM (VALUES (24, A, 100, 8000), (1, A, 110, 9000), (1, B, 7, 8990), (72, C, 5, 1)) v (h, a, n, b);
        INSERT INTO relay (url) VALUES ('wss://a'), ('wss://b'), ('wss://c');
        INSERT INTO relay_use VALUES (1, 1, true, false), (1, 2, true, true), (2, 2, true, true),
               (3, 2, false, true), (3, 3, true, true);
        INSERT INTO job_runs (job, step, instance, started_at, ended_at, outcome, detail)
        SELECT j, s, A, NOW - h * interval '1 hour', NOW - e * interval '1 hour', o, 'a secret'
          FROM (VALUES ('daily', 'partitions', 30, 29, 'succeeded'), ('daily', 'partitions', 6, 5, 'failed'),
                       ('daily', 'analyze', 7, 6, 'succeeded'), ('graph', 'bots', 1, NULL, 'running'))
            v (j, s, h, e, o)\
        """
            .replace("TODAY", "(NOW AT TIME ZONE 'UTC')::date")
            .replace("NOW", "timestamptz '" + noon + "'")
            .replace("(A,", "(" + relay(1) + ",")
            .replace(" A,", " " + relay(1) + ",")
            .replace(" B,", " " + relay(2) + ",")
            .replace("(B,", "(" + relay(2) + ",")
            .replace(" C,", " " + relay(3) + ",")
            .split(";\n", -1);
    database.execute(statements);
  }

  private static String relay(int number) {
    return "uuid '00000000-0000-0000-0000-00000000000" + number + "'";
  }
}
