-- A year of traffic that never was: paragraphs of one statement, named by their first line. The
-- session has bench.events (rows of a year), bench.accounts and bench.addresses (of a day); setseed
-- makes random() repeatable.

-- partitions
DO $$
DECLARE
  month timestamp;
BEGIN
  FOR i IN -13..-2 LOOP
    month := date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => i);
    EXECUTE format(
      'CREATE TABLE IF NOT EXISTS %I PARTITION OF analytics_events FOR VALUES FROM (%L) TO (%L)',
      'analytics_events_' || to_char(month, 'YYYY_MM'),
      to_char(month, 'YYYY-MM-DD') || ' 00:00:00+00',
      to_char(month + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00');
  END LOOP;
END $$

-- events, in the order of time
INSERT INTO analytics_events (app_id, event_name, ip_address, user_id, session_id, "timestamp", metadata)
SELECT 'a0000000-0000-0000-0000-000000000001',
       (ARRAY['relay.req', 'relay.req', 'relay.req', 'relay.event.accepted', 'relay.event.accepted',
              'relay.event.removed', 'relay.event.rejected', 'relay.conn.open', 'relay.conn.close',
              'relay.count'])[1 + floor(10 * random())::int],
       md5((floor(5000 * random() * random()))::text),
       lpad(to_hex(floor(current_setting('bench.accounts')::int * random() * random())::bigint), 64, '0'),
       floor(i / 20)::text,
       now() - interval '365 days' * (1 - i::float8 / current_setting('bench.events')::int),
       jsonb_build_object('kind', (ARRAY[0, 1, 1, 1, 3, 5, 6, 7, 7, 10002])[1 + floor(10 * random())::int])
  FROM generate_series(1, current_setting('bench.events')::int) i

-- summary of the days that are over
INSERT INTO summary_closed
SELECT app_id, ("timestamp" AT TIME ZONE 'UTC')::date, event_name, count(*),
       count(DISTINCT session_id), count(DISTINCT user_id), 0, 0
  FROM analytics_events
 WHERE "timestamp" < date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'
 GROUP BY 1, 2, 3

-- summary closed
UPDATE summary_state SET closed_before = (now() AT TIME ZONE 'UTC')::date

-- summary refreshed
REFRESH MATERIALIZED VIEW daily_analytics_summary

-- kinds by day
INSERT INTO daily_kinds
SELECT (now() AT TIME ZONE 'UTC')::date - d, 'a0000000-0000-0000-0000-000000000001', k * k * 7 % 40000,
       1 + floor(100000 * random() / (k + 1))::bigint, floor(1000 * random() / (k + 1))::bigint
  FROM generate_series(0, 365) d, generate_series(0, 99) k

-- kinds
INSERT INTO kinds SELECT app_id, kind, sum(accepted), sum(removed), now() FROM daily_kinds GROUP BY 1, 2

-- requests by hour, of a month
INSERT INTO hourly_requests
SELECT h, 'address-' || a, 1 + floor(40 * random())::bigint, floor(4000 * random())::bigint
  FROM generate_series(date_trunc('hour', now() - interval '31 days'), now(), interval '1 hour') h,
       LATERAL (SELECT DISTINCT floor(current_setting('bench.addresses')::int * 8 * random() * random()
                                      + 0 * extract(hour FROM h))::int AS a
                  FROM generate_series(1, current_setting('bench.addresses')::int / 8)) x

-- requests by day
INSERT INTO daily_requests
SELECT (now() AT TIME ZONE 'UTC')::date - d, 'address-' || a, 1 + floor(400 * random())::bigint,
       floor(40000 * random())::bigint
  FROM generate_series(0, 365) d,
       LATERAL (SELECT DISTINCT floor(current_setting('bench.addresses')::int * 8 * random() * random()
                                      + 0 * d)::int AS a
                  FROM generate_series(1, current_setting('bench.addresses')::int)) x

-- rejections
INSERT INTO rejections
SELECT (now() AT TIME ZONE 'UTC')::date - d, v, CASE WHEN v = 'EVENT' THEN k ELSE -1 END, r,
       1 + floor(500 * random())::bigint, now() - make_interval(days => d)
  FROM generate_series(0, 365) d, unnest(ARRAY['EVENT', 'REQ']) v, generate_series(0, 7) k,
       unnest(ARRAY['blocked', 'rate-limited', 'invalid', 'pow', 'restricted']) r
 WHERE v = 'EVENT' OR k = 0

-- accounts
INSERT INTO account (pubkey, first_seen)
SELECT sha256(i::text::bytea), now() - interval '365 days' * random()
  FROM generate_series(1, current_setting('bench.accounts')::int) i

-- keys that were asked for
INSERT INTO req_analytics
SELECT pubkey, 1 + floor(exp(9 * random() * random()))::bigint, now() - interval '60 days' * random()
  FROM account

-- the same by kind
INSERT INTO req_analytics_by_kind
SELECT pubkey, k, 1 + floor(exp(8 * random() * random()))::bigint, now() - interval '60 days' * random()
  FROM account, unnest(ARRAY[0, 1, 3]) k

-- relays
INSERT INTO relay (url) SELECT 'wss://relay-' || i || '.example' FROM generate_series(1, 2000) i

-- relays in use, three an account
INSERT INTO relay_use
SELECT a, 1 + (n * 700 + floor(600 * random() * random() * random()))::int, true, random() < 0.8
  FROM generate_series(1, current_setting('bench.accounts')::int, 2) a, generate_series(0, 2) n
ON CONFLICT DO NOTHING

-- snapshots of the store, each hour
INSERT INTO storage_snapshots
SELECT h, 'a0000000-0000-0000-0000-000000000001', n * 1000, n * 1100, n * 900000, 17179869184, n * 80000
  FROM (SELECT h, row_number() OVER (ORDER BY h) AS n
          FROM generate_series(now() - interval '365 days', now() - interval '1 minute', interval '1 hour') h) s

-- runs of jobs
INSERT INTO job_runs (job, step, instance, started_at, ended_at, outcome, detail)
SELECT j, s, 'a0000000-0000-0000-0000-000000000001', h, h + interval '20 seconds', 'succeeded', 'rows 100'
  FROM generate_series(now() - interval '365 days', now(), interval '6 hours') h,
       unnest(ARRAY['daily', 'hourly', 'graph']) j, unnest(ARRAY['one', 'two', 'three', 'four']) s
 ORDER BY h

-- a run of the graph jobs
INSERT INTO graph_generation (job, published_at, detail) VALUES ('graph', now(), '{"accounts": 0}')

-- made current
INSERT INTO graph_current SELECT 'graph', max(id) FROM graph_generation

-- ranks
INSERT INTO trust_ranks (generation, account, rank, followers, trusted_followers)
SELECT c.generation, a, floor(101 * random() * random())::int, floor(1000 * random())::int,
       floor(100 * random())::int
  FROM graph_current c, generate_series(1, current_setting('bench.accounts')::int) a

-- clusters of bots, 200 of 50
INSERT INTO bot_clusters
SELECT c.generation, i, decode(lpad(to_hex(i), 16, '0'), 'hex'), 50, 0.9, 0.1, 0.01, 10 * random(), now(),
       '{"origin": "RING"}', ARRAY['DENSE: nine in ten possible follows are there', 'YOUNG: all of one week']
  FROM graph_current c, generate_series(0, 199) i

-- their members
INSERT INTO bot_cluster_members
SELECT c.generation, i / 50, 1 + i % current_setting('bench.accounts')::int
  FROM graph_current c, generate_series(0, 9999) i
ON CONFLICT DO NOTHING

-- communities
INSERT INTO communities
SELECT c.generation, i, 400, 9000, 3000, 0.001, ARRAY[1, 2, 3, 4, 5]
  FROM graph_current c, generate_series(0, 499) i

-- their members
INSERT INTO community_members
SELECT c.generation, a, floor(500 * random() * random())::int
  FROM graph_current c, generate_series(1, current_setting('bench.accounts')::int) a

-- trends
INSERT INTO follower_trends
SELECT c.generation, a, w, 1000, floor(200 * random())::int, floor(200 * random())::int
  FROM graph_current c, generate_series(1, least(1000, current_setting('bench.accounts')::int)) a,
       unnest(ARRAY[1, 7, 30]) w

-- followers, ten an account, many of a few
INSERT INTO follow
SELECT a, 1 + floor(current_setting('bench.accounts')::int * random() * random() * random())::int
  FROM generate_series(1, current_setting('bench.accounts')::int) a, generate_series(1, 10)
ON CONFLICT DO NOTHING

-- how they came and went, on ten days of a year
INSERT INTO follower_changes
SELECT (now() AT TIME ZONE 'UTC')::date - floor(365 * random())::int, a, 1, 0
  FROM generate_series(1, current_setting('bench.accounts')::int) a, generate_series(1, 10)
ON CONFLICT DO NOTHING

-- candidates for spam
INSERT INTO spam_candidates
SELECT c.generation, a, round(random()::numeric, 2), ARRAY['UNTRUSTED', 'YOUNG']
  FROM graph_current c, generate_series(1, current_setting('bench.accounts')::int / 10) a

-- requests of days summed
REFRESH MATERIALIZED VIEW daily_requests_summary

-- mutes and interests, a few of each account
INSERT INTO mute
SELECT a, 1 + floor(current_setting('bench.accounts')::int * random() * random() * random())::int
  FROM generate_series(1, current_setting('bench.accounts')::int) a, generate_series(1, 2)
ON CONFLICT DO NOTHING

INSERT INTO interest
SELECT a, 'topic' || floor(5000 * random() * random())::int
  FROM generate_series(1, current_setting('bench.accounts')::int) a, generate_series(1, 2)
ON CONFLICT DO NOTHING

-- relays, mutes and interests counted
REFRESH MATERIALIZED VIEW relay_popularity

REFRESH MATERIALIZED VIEW muted_accounts

REFRESH MATERIALIZED VIEW topic_popularity
