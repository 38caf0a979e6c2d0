-- What the graph jobs find. A run writes rows of a new generation and then points to it: readers see
-- the old result or the new one, never a part.

CREATE TABLE graph_generation (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  job text NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(),
  published_at timestamptz,
  detail jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX graph_generation_by_job ON graph_generation (job, id DESC);

CREATE TABLE graph_current (
  job text PRIMARY KEY,
  generation bigint NOT NULL REFERENCES graph_generation
);

CREATE TABLE bot_clusters (
  generation bigint NOT NULL REFERENCES graph_generation ON DELETE CASCADE,
  cluster int NOT NULL,
  fingerprint bytea NOT NULL,
  size int NOT NULL,
  internal_density double precision NOT NULL,
  external_ratio double precision NOT NULL,
  inbound_ratio double precision NOT NULL,
  score double precision NOT NULL,
  first_detected_at timestamptz NOT NULL,
  features jsonb NOT NULL DEFAULT '{}',
  reasons text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (generation, cluster)
);
CREATE INDEX bot_clusters_by_fingerprint ON bot_clusters (fingerprint);

CREATE TABLE bot_cluster_members (
  generation bigint NOT NULL,
  cluster int NOT NULL,
  account int NOT NULL REFERENCES account,
  PRIMARY KEY (generation, cluster, account),
  FOREIGN KEY (generation, cluster) REFERENCES bot_clusters ON DELETE CASCADE
);
CREATE INDEX bot_cluster_members_by_account ON bot_cluster_members (account, generation);

CREATE TABLE trust_ranks (
  generation bigint NOT NULL REFERENCES graph_generation ON DELETE CASCADE,
  account int NOT NULL,
  rank smallint NOT NULL CHECK (rank BETWEEN 0 AND 100),
  score double precision NOT NULL,
  PRIMARY KEY (generation, account)
);
CREATE INDEX trust_ranks_top ON trust_ranks (generation, rank DESC, account);

CREATE TABLE communities (
  generation bigint NOT NULL REFERENCES graph_generation ON DELETE CASCADE,
  community int NOT NULL,
  size int NOT NULL,
  internal_edges bigint NOT NULL,
  external_edges bigint NOT NULL,
  modularity double precision NOT NULL,
  top_members int[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (generation, community)
);

CREATE TABLE community_members (
  generation bigint NOT NULL REFERENCES graph_generation ON DELETE CASCADE,
  account int NOT NULL,
  community int NOT NULL,
  PRIMARY KEY (generation, account)
);
CREATE INDEX community_members_by_community ON community_members (generation, community, account);

CREATE TABLE community_edges (
  generation bigint NOT NULL REFERENCES graph_generation ON DELETE CASCADE,
  source int NOT NULL,
  target int NOT NULL,
  weight bigint NOT NULL,
  PRIMARY KEY (generation, source, target)
);

CREATE TABLE follower_trends (
  generation bigint NOT NULL REFERENCES graph_generation ON DELETE CASCADE,
  account int NOT NULL,
  window_days int NOT NULL,
  followers bigint NOT NULL,
  gained bigint NOT NULL,
  lost bigint NOT NULL,
  PRIMARY KEY (generation, window_days, account)
);
CREATE INDEX follower_trends_top ON follower_trends (generation, window_days, gained DESC);

CREATE TABLE spam_candidates (
  generation bigint NOT NULL REFERENCES graph_generation ON DELETE CASCADE,
  account int NOT NULL REFERENCES account,
  events bigint NOT NULL,
  score double precision NOT NULL,
  reasons text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (generation, account)
);
CREATE INDEX spam_candidates_top ON spam_candidates (generation, score DESC, account);

CREATE TABLE purges (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('preview', 'confirmed', 'undone', 'dropped')),
  requested_by text NOT NULL,
  reason text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  confirmed_at timestamptz,
  undone_at timestamptz
);
CREATE INDEX purges_by_time ON purges (created_at DESC);

CREATE TABLE purge_keys (
  purge bigint NOT NULL REFERENCES purges ON DELETE CASCADE,
  pubkey bytea NOT NULL CHECK (octet_length(pubkey) = 32),
  events bigint NOT NULL,
  PRIMARY KEY (purge, pubkey)
);

-- What a purge removed, so that it can be undone.
CREATE TABLE purge_events (
  purge bigint NOT NULL REFERENCES purges ON DELETE CASCADE,
  event_id bytea NOT NULL CHECK (octet_length(event_id) = 32),
  event text NOT NULL,
  PRIMARY KEY (purge, event_id)
);

CREATE TABLE audit_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  actor text NOT NULL,
  action text NOT NULL,
  target text NOT NULL,
  detail jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_log_by_time ON audit_log (at DESC);

-- The last assertion (NIP-85) signed about a key: another is made only when it would differ.
CREATE TABLE assertions_sent (
  subject bytea NOT NULL CHECK (octet_length(subject) = 32),
  kind int NOT NULL,
  digest bytea NOT NULL,
  event_id bytea NOT NULL,
  sent_at timestamptz NOT NULL,
  PRIMARY KEY (subject, kind)
);
CREATE INDEX assertions_sent_by_time ON assertions_sent (sent_at);
