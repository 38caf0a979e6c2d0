-- How many authors' public lists name an account or a topic: maintenance refreshes both every night.
-- Mutes and interests are answered from these, so the graph jobs read neither of them.
CREATE MATERIALIZED VIEW muted_accounts AS
  SELECT m.account, m.mutes, (SELECT count(*) FROM follow f WHERE f.target = m.account) AS followers
    FROM (SELECT target AS account, count(*) AS mutes FROM mute GROUP BY target) m;
CREATE UNIQUE INDEX muted_accounts_key ON muted_accounts (account);
CREATE INDEX muted_accounts_page ON muted_accounts (mutes DESC, account);

CREATE MATERIALIZED VIEW topic_popularity AS
  SELECT topic, count(*) AS accounts FROM interest GROUP BY topic;
CREATE UNIQUE INDEX topic_popularity_key ON topic_popularity (topic);
CREATE INDEX topic_popularity_page ON topic_popularity (accounts DESC, topic);

-- It was 0 in every row: the store knows how many events of an account there are.
ALTER TABLE spam_candidates DROP COLUMN events;
