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
