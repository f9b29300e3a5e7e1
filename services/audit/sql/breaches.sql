-- name: all
SELECT id, known_at, actor, investigation, ended_at, outcome, case_id FROM breaches
WHERE kommune = $1 ORDER BY ended_at IS NOT NULL, known_at LIMIT 100

-- name: one
SELECT id, ended_at, outcome, case_id FROM breaches WHERE kommune = $1 AND id = $2 FOR UPDATE

-- name: open
INSERT INTO breaches (id, kommune, known_at, actor, investigation) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING RETURNING true

-- name: end
UPDATE breaches SET ended_at = $2, outcome = $3, case_id = $4 WHERE id = $1

-- name: running_out
-- Known before $1, and nobody was told that the time is nearly over.
SELECT id, kommune, actor FROM breaches WHERE ended_at IS NULL AND reminded_at IS NULL AND known_at <= $1

-- name: reminded
UPDATE breaches SET reminded_at = $2 WHERE id = $1
