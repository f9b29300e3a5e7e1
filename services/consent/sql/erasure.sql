-- name: lock
-- Whoever closes a new key of this child waits for us, and then finds that there may be none.
SELECT pg_advisory_xact_lock(hashtext('erased'), hashtext($1 || '/' || $2))

-- name: lock_ledger
SELECT pg_advisory_xact_lock(hashtext('shred_ledger'))

-- name: destroy
WITH gone AS (DELETE FROM data_keys WHERE kommune = $1 AND child = $2 RETURNING owner, category, epoch)
SELECT owner, category, max(epoch) AS epoch FROM gone GROUP BY owner, category

-- name: destroy_again
DELETE FROM data_keys WHERE kommune = $1 AND child = $2

-- name: forget_relations
DELETE FROM relations WHERE kommune = $1 AND child = $2

-- name: forget_birthday
DELETE FROM birthdays WHERE kommune = $1 AND child = $2

-- name: forget_person
-- The guardians are people with rights of their own, also to the certificate: they go on being found.
DELETE FROM people_index WHERE kommune = $1 AND person = $2

-- name: mark
-- Every process of this service listens, and forgets the keys it holds.
WITH told AS MATERIALIZED (SELECT pg_notify('erased', $2))
INSERT INTO erased (kommune, child, entry, head, receipt_at)
SELECT $1, $2, $3, $4, clock_timestamp() FROM told
ON CONFLICT (kommune, child) DO NOTHING

-- name: add
INSERT INTO shred_ledger (position, kommune, child, erasure, entry, head, signature) VALUES ($1, $2, $3, $4, $5, $6, $7)

-- name: ledger
SELECT position, entry, head, signature FROM shred_ledger ORDER BY position

-- name: last
SELECT position, entry, head, signature FROM shred_ledger ORDER BY position DESC LIMIT 1

-- name: of_child
SELECT position FROM shred_ledger WHERE kommune = $1 AND child = $2

-- name: destroyed
SELECT EXISTS (SELECT FROM erased WHERE kommune = $1 AND child = $2)

-- name: heard
-- In whatever order and however often it is delivered.
INSERT INTO archive_stand AS a (kommune, stafettlogg, child, heard, opened, deposited, closed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (kommune, stafettlogg) DO UPDATE
SET opened = greatest(a.opened, excluded.opened), deposited = greatest(a.deposited, excluded.deposited),
    heard = greatest(a.heard, excluded.heard),
    closed_at = CASE
        WHEN excluded.heard < a.heard OR (excluded.opened = 0 AND excluded.closed_at IS NULL) THEN a.closed_at
        ELSE excluded.closed_at END

-- name: logs
SELECT stafettlogg, deposited < opened AS unarchived, closed_at FROM archive_stand
WHERE kommune = $1 AND child = $2 ORDER BY stafettlogg

-- name: log_ends
SELECT coalesce(max(position), 0) FROM events

-- name: found_missing
INSERT INTO restores (upto, after) VALUES ($2, $1) ON CONFLICT (upto) DO NOTHING

-- name: skip
SELECT skip_positions($1)

-- name: unmended
SELECT after, upto FROM restores WHERE mended_at IS NULL ORDER BY upto

-- name: mended
UPDATE restores SET mended_at = clock_timestamp() WHERE upto = $1
