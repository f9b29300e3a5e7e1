-- name: forget
DELETE FROM relations WHERE kommune = $1 AND child = $2

-- name: relate
INSERT INTO relations (kommune, child, guardian, relation, responsible) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (kommune, guardian, child) DO UPDATE
SET relation = excluded.relation, responsible = excluded.responsible

-- name: children
SELECT child, relation FROM relations WHERE kommune = $1 AND guardian = $2 AND responsible ORDER BY child

-- name: end_responsibility
UPDATE relations SET responsible = false WHERE kommune = $1 AND child = $2 AND guardian = ANY($3::text[])

-- name: begin_responsibility
UPDATE relations SET responsible = true WHERE kommune = $1 AND child = $2 AND guardian = ANY($3::text[])

-- name: related
SELECT child, relation FROM relations WHERE kommune = $1 AND guardian = $2 ORDER BY child
