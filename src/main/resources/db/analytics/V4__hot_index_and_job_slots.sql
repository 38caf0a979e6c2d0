-- Runs that were due and are over: relays that share the database do each once.
CREATE TABLE job_slots (
  job text NOT NULL,
  slot timestamptz NOT NULL,
  instance uuid NOT NULL,
  PRIMARY KEY (job, slot)
);

-- The hot index, on this month and the one before only; maintenance moves it on.
DO $$
DECLARE
  name text;
BEGIN
  FOR i IN -1..0 LOOP
    name := 'analytics_events_'
      || to_char(date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => i), 'YYYY_MM');
    IF to_regclass(name) IS NOT NULL THEN
      EXECUTE format('CREATE INDEX IF NOT EXISTS %I ON %I ("timestamp" DESC)', name || '_hot', name);
    END IF;
  END LOOP;
END $$;

-- Nothing asks by application and time alone, and each row would pay for it.
DROP INDEX analytics_events_app_time;
