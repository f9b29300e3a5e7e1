-- name: begin
INSERT INTO open_rights (kommune, child, request) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING

-- name: end
DELETE FROM open_rights WHERE kommune = $1 AND request = $2

-- name: open
SELECT DISTINCT o.child FROM open_rights o
WHERE o.kommune = $1 AND NOT EXISTS (SELECT FROM erased e WHERE e.kommune = o.kommune AND e.child = o.child)
ORDER BY o.child
