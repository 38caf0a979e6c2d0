-- False while a relay reads what its store held when it began, or is far behind it.
ALTER TABLE consumer_offsets
  ADD COLUMN complete boolean NOT NULL DEFAULT true,
  ADD COLUMN moved_at timestamptz NOT NULL DEFAULT now();

-- When something last happened to an event of the kind on that day.
ALTER TABLE daily_kinds ADD COLUMN last_at timestamptz;

-- Whether the graph was loaded when every relay's feed had been read.
ALTER TABLE graph_generation ADD COLUMN complete boolean NOT NULL DEFAULT false;
