-- name: take
-- The last that was said holds, also when it was said again after a restore.
INSERT INTO choices (kommune, number, body) VALUES ($1, $2, $3)
ON CONFLICT (kommune) DO UPDATE SET number = excluded.number, body = excluded.body

-- name: ring
SELECT pg_notify('choices', '')

-- name: all
SELECT kommune, number, body FROM choices
