-- Beside the rank: how many accounts follow an account, and how many trusted ones, which is what the
-- relay asks for. A score said what the rank says. No relay has written ranks before this version.

ALTER TABLE trust_ranks
  DROP COLUMN score,
  ADD COLUMN followers int NOT NULL,
  ADD COLUMN trusted_followers int NOT NULL;
