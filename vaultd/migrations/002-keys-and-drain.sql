-- The worker's public key, so that the Core can issue another ticket for it (JSON-RPC, handoff).
ALTER TABLE workers ADD COLUMN worker_key BLOB;
-- A node that takes no new workers; NULL when it does.
ALTER TABLE enrolled ADD COLUMN drained_at INTEGER;
