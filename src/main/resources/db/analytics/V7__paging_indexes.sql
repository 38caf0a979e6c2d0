-- Pages are asked for by the key of the row before: an index for each order that pages have.

CREATE INDEX req_analytics_by_kind_page ON req_analytics_by_kind (kind, request_count DESC, pubkey);
DROP INDEX req_analytics_by_kind_top;

CREATE INDEX storage_snapshots_by_time ON storage_snapshots (taken_at, app_id);
