-- name: case_of_unit
-- The case asked for, or the newest of the child asked for; a child of a unit may have none.
SELECT c.child, c.unit, k.case_id
FROM children c
LEFT JOIN LATERAL (
    SELECT case_id FROM cases
    WHERE kommune = c.kommune AND child = c.child AND ($3::text IS NULL OR case_id = $3)
    ORDER BY opened_at DESC LIMIT 1
) k ON true
WHERE c.kommune = $1
  AND c.child = coalesce($2, (SELECT child FROM cases WHERE kommune = $1 AND case_id = $3))

-- name: logs_of
-- The open one first, then the newest.
SELECT l.stafettlogg FROM logs l JOIN log_people p USING (kommune, stafettlogg)
WHERE l.kommune = $1 AND l.child = $2 AND p.person = $3
ORDER BY l.open DESC, l.opened_by DESC
