-- What many rows come to and few of them change: maintenance refreshes these two. Days that the first
-- one does not have yet, today among them, are summed as they are asked for.
CREATE MATERIALIZED VIEW daily_requests_summary AS
  SELECT day, sum(requests)::bigint AS requests, sum(events_served)::bigint AS events_served,
         count(*) FILTER (WHERE address <> 'other') AS addresses, bool_or(address = 'other') AS further
    FROM daily_requests
   WHERE day < (now() AT TIME ZONE 'UTC')::date
   GROUP BY day;
CREATE UNIQUE INDEX daily_requests_summary_key ON daily_requests_summary (day);

CREATE MATERIALIZED VIEW relay_popularity AS
  SELECT relay, count(*) AS authors, count(*) FILTER (WHERE reads) AS readers,
         count(*) FILTER (WHERE writes) AS writers
    FROM relay_use GROUP BY relay;
CREATE UNIQUE INDEX relay_popularity_key ON relay_popularity (relay);
CREATE INDEX relay_popularity_page ON relay_popularity (authors DESC, relay);
