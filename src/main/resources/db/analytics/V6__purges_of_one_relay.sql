-- A purge removes events from the store of one relay, which keeps them in a file beside it for as
-- long as the purge can be undone; no row of purges was written before this version.

DROP TABLE purge_events;

ALTER TABLE purges
  ADD COLUMN instance uuid NOT NULL,
  ADD COLUMN removed bigint,  -- NULL while it is not over
  ADD COLUMN restored bigint;
CREATE INDEX audit_log_by_target ON audit_log (target, id DESC);
