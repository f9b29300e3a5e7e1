-- name: latest
SELECT stream, size, root FROM witnessed WHERE stream = $1

-- name: begin
INSERT INTO witnessed (stream, size, root) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING true

-- name: move
UPDATE witnessed SET size = $2, root = $3 WHERE stream = $1 AND size = $4 AND root = $5 RETURNING true
