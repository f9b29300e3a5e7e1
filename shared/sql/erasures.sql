-- name: lock
-- Whoever stores a lease of this child waits for us, and then finds that there may be none.
SELECT pg_advisory_xact_lock(hashtext('erased'), hashtext($1 || '/' || $2))

-- name: forget
-- Every process of this owner listens, and forgets the keys it holds.
WITH gone AS (DELETE FROM own_leases WHERE kommune = $1 AND child = $2),
     told AS MATERIALIZED (SELECT pg_notify('erased', $2))
INSERT INTO erased (kommune, child, entry, head) SELECT $1, $2, $3, $4 FROM told
ON CONFLICT (kommune, child) DO NOTHING

-- name: drop_leases_before
WITH gone AS (
    DELETE FROM own_leases WHERE $1 > (SELECT coalesce(max(entry), 0) FROM erased) RETURNING true)
SELECT count(*) FROM gone

-- name: owed
SELECT kommune, child, head FROM erased WHERE receipt_at IS NULL ORDER BY entry

-- name: taken
UPDATE erased SET receipt_at = clock_timestamp() WHERE kommune = $1 AND child = $2
