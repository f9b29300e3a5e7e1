-- name: note
-- Whether they are others than those before.
INSERT INTO policies_in_force (sha256) VALUES ($1)
ON CONFLICT (one) DO UPDATE SET sha256 = excluded.sha256 WHERE policies_in_force.sha256 <> excluded.sha256
RETURNING true
