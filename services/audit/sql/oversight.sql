-- name: walked
INSERT INTO walks (log, size) VALUES ($1, $2)
ON CONFLICT (log) DO UPDATE SET size = excluded.size, at = clock_timestamp()

-- name: logs
SELECT l.id, l.kommune, l.owner, l.year, l.size, l.position, w.size AS checked, w.at AS checked_at,
       (SELECT max(c.signed_at) FROM log_checkpoints c WHERE c.log = l.id) AS signed_at
FROM logs l LEFT JOIN walks w ON w.log = l.id WHERE l.kommune = $1 ORDER BY l.owner, l.year DESC

-- name: waits
-- Whether a checkpoint of more than what enough witnesses have seen was signed before this moment.
SELECT EXISTS (SELECT FROM log_checkpoints WHERE log = $1 AND size > $2 AND signed_at < $3)

-- name: findings
-- Those that stand, and those that have ended lately.
SELECT id, owner, kind, item, found_at, ended_at FROM findings
WHERE kommune = $1 AND (ended_at IS NULL OR ended_at > $2) ORDER BY ended_at IS NOT NULL, id

-- name: days
SELECT (at AT TIME ZONE 'Europe/Oslo')::date AS day, count(*) AS acts, count(*) FILTER (WHERE outcome <> 'done') AS no
FROM entries WHERE kommune = $1 AND at >= $2 AND at < $3 GROUP BY 1

-- name: left_out
SELECT coalesce(sum(count), 0) FROM left_out

-- name: finding
SELECT true FROM findings WHERE kommune = $1 AND id = $2

-- name: investigations
SELECT id, ref, actor, opened_at, closed_at, outcome, case_id FROM investigations
WHERE kommune = $1 ORDER BY closed_at IS NOT NULL, opened_at DESC LIMIT 100

-- name: investigation
SELECT id, ref, actor, opened_at, closed_at, outcome, case_id FROM investigations WHERE kommune = $1 AND id = $2
FOR UPDATE

-- name: looked_into
SELECT id, owner, kind, item, found_at, ended_at FROM findings WHERE kommune = $1 AND 'f-' || id = ANY($2::text[])

-- name: identities
SELECT investigation, person, reason, actor, at FROM identities_opened WHERE investigation = ANY($1::uuid[]) ORDER BY at

-- name: open
INSERT INTO investigations (id, kommune, ref, actor, opened_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING RETURNING true

-- name: open_identity
INSERT INTO identities_opened (investigation, person, reason, actor, at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING RETURNING true

-- name: close
UPDATE investigations SET closed_at = $2, outcome = $3, case_id = $4 WHERE id = $1
