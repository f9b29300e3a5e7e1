-- name: store
-- Whatever is delivered again, or published again after a loss of JetStream, is known by its producer's position.
-- The bell wakes the projections that read facts.
WITH lock AS MATERIALIZED (SELECT pg_advisory_xact_lock(hashtext('facts')), pg_notify('facts', ''))
INSERT INTO facts (kommune, owner, source_position, child, type, body, signature)
SELECT n.kommune, n.owner, n.source_position, n.child, n.type, n.body, n.signature
FROM lock, unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::bytea[], $7::bytea[])
     WITH ORDINALITY AS n (kommune, owner, source_position, child, type, body, signature, ordinal)
ORDER BY n.ordinal
ON CONFLICT (owner, kommune, source_position) DO NOTHING

-- name: after
SELECT position, body FROM facts WHERE position > $1 ORDER BY position LIMIT $2

-- name: of_child
-- Everything that is known here about one child, oldest first: the copy that a page is made of.
SELECT position, body FROM facts WHERE kommune = $1 AND child = $2 ORDER BY position

-- name: seen
-- Where an owner's fact at or after a position of its log arrived here; null: not yet.
SELECT min(position) FROM facts WHERE owner = $1 AND kommune = $2 AND source_position >= $3

-- name: strike
SELECT strike_copies($1::bigint[])

-- name: struck
SELECT kommune, child, owner, source_position, body FROM facts WHERE struck_at IS NOT NULL

-- name: restore
SELECT restore_copies($1::text[], $2::text[], $3::bigint[], $4::bytea[])

-- name: end
SELECT coalesce(max(position), 0) FROM facts
