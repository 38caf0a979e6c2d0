-- What happens on the relay, as it happens. Times are timestamptz, counters bigint.

CREATE TABLE replica_heartbeat (
  one boolean PRIMARY KEY CHECK (one),
  at timestamptz NOT NULL
);

-- How far each consumer of a relay's change feed is; moved in the transaction that used the changes.
CREATE TABLE consumer_offsets (
  consumer text NOT NULL,
  instance uuid NOT NULL,
  seq bigint NOT NULL,
  read_at timestamptz NOT NULL,
  PRIMARY KEY (consumer, instance)
);

CREATE TABLE job_runs (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  job text NOT NULL,
  step text NOT NULL,
  instance uuid NOT NULL,
  started_at timestamptz NOT NULL,
  ended_at timestamptz,
  outcome text NOT NULL CHECK (outcome IN ('running', 'succeeded', 'failed', 'skipped')),
  detail text NOT NULL DEFAULT ''
);
CREATE INDEX job_runs_by_job ON job_runs (job, started_at DESC);

CREATE TABLE apps (
  id uuid PRIMARY KEY,
  app_name text NOT NULL,
  app_url text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE analytics_events (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  app_id uuid NOT NULL,
  event_name varchar(255) NOT NULL,
  url text,
  referrer text,
  device varchar(50),
  ip_address varchar(45),
  user_id varchar(255),
  session_id varchar(255),
  "timestamp" timestamptz NOT NULL,
  metadata jsonb,
  browser varchar(100),
  os varchar(100),
  screen_size varchar(50),
  country varchar(2),
  city varchar(100),
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id, "timestamp")
) PARTITION BY RANGE ("timestamp");

CREATE INDEX analytics_events_app_event_time ON analytics_events (app_id, event_name, "timestamp" DESC);
CREATE INDEX analytics_events_app_time ON analytics_events (app_id, "timestamp" DESC);
CREATE INDEX analytics_events_time ON analytics_events USING brin ("timestamp");
CREATE INDEX analytics_events_metadata ON analytics_events USING gin (metadata jsonb_path_ops);
CREATE INDEX analytics_events_url ON analytics_events (url text_pattern_ops) WHERE url IS NOT NULL;
CREATE INDEX analytics_events_user ON analytics_events (user_id, "timestamp" DESC) WHERE user_id IS NOT NULL;
CREATE INDEX analytics_events_session ON analytics_events (session_id) WHERE session_id IS NOT NULL;

-- Catches what has no partition; maintenance moves it where it belongs.
CREATE TABLE analytics_events_default PARTITION OF analytics_events DEFAULT;

-- Last month, this one and eleven more; from then on maintenance makes them.
DO $$
DECLARE
  month timestamp;
BEGIN
  FOR i IN -1..11 LOOP
    month := date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => i);
    EXECUTE format(
      'CREATE TABLE %I PARTITION OF analytics_events FOR VALUES FROM (%L) TO (%L)',
      'analytics_events_' || to_char(month, 'YYYY_MM'),
      to_char(month, 'YYYY-MM-DD') || ' 00:00:00+00',
      to_char(month + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00');
  END LOOP;
END $$;

-- The summary of days that are over, computed once; days that got rows since are computed again.
CREATE TABLE summary_closed (
  app_id uuid NOT NULL,
  date date NOT NULL,
  event_name varchar(255) NOT NULL,
  event_count bigint NOT NULL,
  unique_sessions bigint NOT NULL,
  unique_users bigint NOT NULL,
  unique_devices bigint NOT NULL,
  unique_countries bigint NOT NULL,
  PRIMARY KEY (date, app_id, event_name)
);
CREATE TABLE summary_state (
  one boolean PRIMARY KEY CHECK (one),
  closed_before date NOT NULL
);
INSERT INTO summary_state VALUES (true, '-infinity');
CREATE TABLE summary_dirty (date date PRIMARY KEY);

CREATE MATERIALIZED VIEW daily_analytics_summary AS
  SELECT app_id, date, event_name, event_count, unique_sessions, unique_users, unique_devices,
         unique_countries
    FROM summary_closed
UNION ALL
  SELECT app_id, ("timestamp" AT TIME ZONE 'UTC')::date, event_name, count(*),
         count(DISTINCT session_id), count(DISTINCT user_id), count(DISTINCT device),
         count(DISTINCT country)
    FROM analytics_events
   WHERE "timestamp" >= (SELECT closed_before::timestamp AT TIME ZONE 'UTC' FROM summary_state)
     AND "timestamp" < date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'
   GROUP BY 1, 2, 3;
CREATE UNIQUE INDEX daily_analytics_summary_key ON daily_analytics_summary (app_id, date, event_name);
CREATE INDEX daily_analytics_summary_date ON daily_analytics_summary (date DESC);

-- The summary with the days it does not have yet, today among them, counted live.
CREATE VIEW daily_analytics AS
  SELECT * FROM daily_analytics_summary
UNION ALL
  SELECT app_id, ("timestamp" AT TIME ZONE 'UTC')::date, event_name, count(*),
         count(DISTINCT session_id), count(DISTINCT user_id), count(DISTINCT device),
         count(DISTINCT country)
    FROM analytics_events
   WHERE "timestamp" >= (SELECT coalesce(max(date) + 1, '-infinity')::timestamp AT TIME ZONE 'UTC'
                           FROM daily_analytics_summary)
     AND "timestamp" < now() + interval '1 day'
   GROUP BY 1, 2, 3;

CREATE TABLE kinds (
  app_id uuid NOT NULL,
  kind int NOT NULL,
  accepted bigint NOT NULL DEFAULT 0,
  removed bigint NOT NULL DEFAULT 0,
  last_at timestamptz NOT NULL,
  PRIMARY KEY (app_id, kind)
) WITH (fillfactor = 70);

CREATE TABLE daily_kinds (
  day date NOT NULL,
  app_id uuid NOT NULL,
  kind int NOT NULL,
  accepted bigint NOT NULL DEFAULT 0,
  removed bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (day, app_id, kind)
) WITH (fillfactor = 70);

CREATE TABLE hourly_requests (
  hour timestamptz NOT NULL,
  address text NOT NULL,
  requests bigint NOT NULL DEFAULT 0,
  events_served bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (hour, address)
) WITH (fillfactor = 70);

CREATE TABLE daily_requests (
  day date NOT NULL,
  address text NOT NULL,
  requests bigint NOT NULL DEFAULT 0,
  events_served bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (day, address)
) WITH (fillfactor = 70);

-- Kind -1: a filter that names none.
CREATE TABLE daily_request_kinds (
  day date NOT NULL,
  kind int NOT NULL,
  requests bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (day, kind)
) WITH (fillfactor = 70);

CREATE TABLE req_analytics (
  pubkey bytea PRIMARY KEY CHECK (octet_length(pubkey) = 32),
  total_requests bigint NOT NULL,
  last_request timestamptz NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX req_analytics_top ON req_analytics (total_requests DESC, pubkey);
CREATE INDEX req_analytics_last ON req_analytics (last_request);

CREATE TABLE req_analytics_by_kind (
  pubkey bytea NOT NULL CHECK (octet_length(pubkey) = 32),
  kind int NOT NULL,
  request_count bigint NOT NULL,
  last_request timestamptz NOT NULL,
  PRIMARY KEY (pubkey, kind)
) WITH (fillfactor = 80);
CREATE INDEX req_analytics_by_kind_top ON req_analytics_by_kind (kind, request_count DESC);
CREATE INDEX req_analytics_by_kind_last ON req_analytics_by_kind (last_request);

CREATE TABLE req_cooccurrence (
  a bytea NOT NULL CHECK (octet_length(a) = 32),
  b bytea NOT NULL CHECK (octet_length(b) = 32),
  count bigint NOT NULL,
  last_seen timestamptz NOT NULL,
  PRIMARY KEY (a, b),
  CHECK (a < b)
) WITH (fillfactor = 80);
CREATE INDEX req_cooccurrence_top ON req_cooccurrence (count DESC);
CREATE INDEX req_cooccurrence_last ON req_cooccurrence (last_seen);

-- Kind -1: a request, not an event.
CREATE TABLE rejections (
  day date NOT NULL,
  verb text NOT NULL,
  kind int NOT NULL,
  reason text NOT NULL,
  count bigint NOT NULL,
  last_at timestamptz NOT NULL,
  PRIMARY KEY (day, verb, kind, reason)
) WITH (fillfactor = 70);

CREATE TABLE storage_snapshots (
  taken_at timestamptz NOT NULL,
  app_id uuid NOT NULL,
  events bigint NOT NULL,
  changes bigint NOT NULL,
  used_bytes bigint NOT NULL,
  map_bytes bigint NOT NULL,
  database_bytes bigint NOT NULL,
  PRIMARY KEY (app_id, taken_at)
);
