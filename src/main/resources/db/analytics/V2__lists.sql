-- What authors list: whom they follow (kind 3) and mute (10000), their interests (10015), their
-- relays (10002). Only the newest list of each author counts.

-- Small numbers for keys: an edge takes 8 bytes instead of 64.
CREATE TABLE account (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  pubkey bytea NOT NULL UNIQUE CHECK (octet_length(pubkey) = 32),
  first_seen timestamptz NOT NULL DEFAULT now()
);

-- The list whose entries the tables below hold.
CREATE TABLE author_list (
  account int NOT NULL REFERENCES account,
  kind int NOT NULL,
  event_id bytea NOT NULL CHECK (octet_length(event_id) = 32),
  created_at bigint NOT NULL,
  entries int NOT NULL,
  PRIMARY KEY (account, kind)
);

CREATE TABLE follow (
  source int NOT NULL,
  target int NOT NULL,
  PRIMARY KEY (source, target)
);
CREATE INDEX follow_by_target ON follow (target, source);

CREATE TABLE mute (
  source int NOT NULL,
  target int NOT NULL,
  PRIMARY KEY (source, target)
);
CREATE INDEX mute_by_target ON mute (target, source);

CREATE TABLE interest (
  source int NOT NULL,
  topic text NOT NULL,
  PRIMARY KEY (source, topic)
);
CREATE INDEX interest_by_topic ON interest (topic, source);

CREATE TABLE relay (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  url text NOT NULL UNIQUE,
  first_seen timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE relay_use (
  source int NOT NULL,
  relay int NOT NULL REFERENCES relay,
  reads boolean NOT NULL,
  writes boolean NOT NULL,
  PRIMARY KEY (source, relay)
);
CREATE INDEX relay_use_by_relay ON relay_use (relay, source);

CREATE TABLE follower_changes (
  day date NOT NULL,
  account int NOT NULL,
  gained bigint NOT NULL DEFAULT 0,
  lost bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (account, day)
) WITH (fillfactor = 70);
CREATE INDEX follower_changes_by_day ON follower_changes (day);
