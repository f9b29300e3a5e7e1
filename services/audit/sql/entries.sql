-- name: store
-- An owner's row is known by its place in that owner's trail: whatever comes again is stored once.
INSERT INTO entries (kommune, owner, source_position, at, actor, role, unit, action, child, outcome, code, correlation,
                     body, signature)
SELECT n.kommune, n.owner, n.source_position, n.at, n.actor, n.role, n.unit, n.action, n.child, n.outcome, n.code,
       n.correlation, n.body, n.signature
FROM unnest($1::text[], $2::text[], $3::bigint[], $4::timestamptz[], $5::text[], $6::text[], $7::text[], $8::text[],
            $9::text[], $10::text[], $11::text[], $12::uuid[], $13::bytea[], $14::bytea[])
     WITH ORDINALITY AS n (kommune, owner, source_position, at, actor, role, unit, action, child, outcome, code,
                           correlation, body, signature, ordinal)
ORDER BY n.ordinal
ON CONFLICT (owner, kommune, source_position) DO NOTHING

-- name: leave_out
INSERT INTO left_out (owner, reason, count, last_at)
SELECT n.owner, n.reason, count(*), clock_timestamp() FROM unnest($1::text[], $2::text[]) AS n (owner, reason)
GROUP BY n.owner, n.reason
ON CONFLICT (owner, reason) DO UPDATE
SET count = left_out.count + excluded.count, last_at = excluded.last_at

-- name: search
-- Newest first. Planned anew for the filters that are given (see `search.py`), so that each finds its own index.
SELECT position, body FROM entries
WHERE kommune = $1 AND ($2::text IS NULL OR child = $2) AND ($3::text IS NULL OR actor = $3)
  AND ($4::text IS NULL OR owner = $4) AND ($5::text IS NULL OR action = $5) AND ($6::text IS NULL OR outcome = $6)
  AND ($7::text[] IS NULL OR actor = ANY($7)) AND ($8::timestamptz IS NULL OR at >= $8)
  AND ($9::timestamptz IS NULL OR at < $9) AND position BETWEEN $10 AND $11
ORDER BY position DESC LIMIT $12

-- name: count
-- And between which positions they stand, so that no page of an old day is looked for from the newest row on.
SELECT count(*) AS total, min(position) AS lowest, max(position) AS highest FROM entries
WHERE kommune = $1 AND ($2::text IS NULL OR child = $2) AND ($3::text IS NULL OR actor = $3)
  AND ($4::text IS NULL OR owner = $4) AND ($5::text IS NULL OR action = $5) AND ($6::text IS NULL OR outcome = $6)
  AND ($7::text[] IS NULL OR actor = ANY($7)) AND ($8::timestamptz IS NULL OR at >= $8)
  AND ($9::timestamptz IS NULL OR at < $9)

-- name: contradicted
-- An owner that says something else at a place where it has spoken, as after a restored backup: what stands, stands.
SELECT n.owner
FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bytea[]) AS n (kommune, owner, source_position, body)
JOIN entries e ON (e.owner, e.kommune, e.source_position) = (n.owner, n.kommune, n.source_position)
WHERE e.body <> n.body

-- name: plan_anew
SELECT set_config('plan_cache_mode', 'force_custom_plan', true)
