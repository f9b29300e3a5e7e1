-- name: ask
INSERT INTO consultations (kommune, stream, person, unit, child, position)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING

-- name: await_asker
UPDATE consultations SET answered_at = $3 WHERE kommune = $1 AND stream = $2

-- name: consultations_of
SELECT stream FROM consultations WHERE kommune = $1 AND (person = $2 OR unit = $3) ORDER BY position DESC

-- name: consultations_about
-- As in `consultations_of`: what nobody else may know of.
SELECT stream FROM consultations WHERE kommune = $1 AND child = $4 AND (person = $2 OR unit = $3) ORDER BY position

-- name: answers_for
SELECT stream, child, answered_at FROM consultations
WHERE kommune = $1 AND person = $2 AND answered_at IS NOT NULL ORDER BY answered_at

-- name: await_advice
INSERT INTO questions (kommune, stream, position, arrived_at, unit) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING

-- name: advised
UPDATE questions SET open = false WHERE kommune = $1 AND stream = $2

-- name: questions
-- Those of one unit it alone finds.
SELECT stream FROM questions WHERE kommune = $1 AND coalesce(unit = $2, unit IS NULL) ORDER BY open DESC, position

-- name: open_questions
SELECT stream, arrived_at FROM questions
WHERE kommune = $1 AND open AND coalesce(unit = $2, unit IS NULL) ORDER BY position
