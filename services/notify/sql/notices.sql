-- name: queue
-- What waits already for the same person says the same: it only learns of one more child.
INSERT INTO notices (kommune, notice, person, urgency, children, due_at)
SELECT $1, n.notice, n.person, n.urgency, ARRAY[$2::text], n.due_at
FROM unnest($3::uuid[], $4::text[], $5::text[], $6::timestamptz[]) AS n (notice, person, urgency, due_at)
ON CONFLICT (kommune, person, urgency) WHERE state = 'waiting' DO UPDATE
SET children = CASE WHEN notices.children @> excluded.children THEN notices.children
                    ELSE notices.children || excluded.children END

-- name: forget_child
UPDATE notices SET children = array_remove(children, $2)
WHERE kommune = $1 AND person = ANY ($3::text[]) AND state = 'waiting'

-- name: drop_empty
-- A notice that has no reason left is not sent.
DELETE FROM notices WHERE kommune = $1 AND person = ANY ($2::text[]) AND state = 'waiting' AND children = '{}'

-- name: claim
-- Taken by moving its due time to its next try, $2 seconds after the try of that number: if this process dies before it
-- has said `sent`, the notice is simply due again.
UPDATE notices SET state = 'sending', attempts = attempts + 1,
    due_at = clock_timestamp() + make_interval(secs => ($2::float8[])[least(attempts + 1, cardinality($2::float8[]))])
WHERE (kommune, notice) IN (
    SELECT kommune, notice FROM notices
    WHERE state IN ('waiting', 'sending') AND due_at <= clock_timestamp()
    ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED)
RETURNING kommune, notice, person, attempts

-- name: sent
UPDATE notices SET state = 'sent', sent_at = clock_timestamp(), message_id = $3 WHERE kommune = $1 AND notice = $2

-- name: failed
UPDATE notices SET state = 'failed' WHERE kommune = $1 AND notice = $2

-- name: of_person
SELECT notice, created_at, due_at, state, sent_at FROM notices
WHERE kommune = $1 AND person = $2 ORDER BY created_at DESC LIMIT 50
