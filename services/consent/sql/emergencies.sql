-- name: open
INSERT INTO emergencies (kommune, emergency, child, person, owner, unit, opened_at, ends_at, review_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT DO NOTHING

-- name: review
UPDATE emergencies SET reviewed_at = $3 WHERE kommune = $1 AND emergency = $2

-- name: going_on
-- The services that read a child's shared content in an emergency, each until its last one ends.
SELECT owner, max(ends_at) AS ends_at, array_agg(emergency ORDER BY emergency) AS emergencies FROM emergencies
WHERE kommune = $1 AND child = $2 AND ends_at > $3 GROUP BY owner

-- name: suspended
SELECT EXISTS (
    SELECT FROM emergencies WHERE kommune = $1 AND person = $2 AND reviewed_at IS NULL AND review_by <= $3
)

-- name: of_person
-- Wider than what anybody may see: the policies say that of each. What waits for a review first.
SELECT e.emergency, e.child, e.opened_at, e.ends_at, e.review_by, e.reviewed_at FROM emergencies e
WHERE e.kommune = $1 AND (
    e.person = $2 OR $5 OR (e.owner = $3 AND e.unit = $4 AND e.unit <> '')
    OR EXISTS (SELECT FROM relations r WHERE r.kommune = $1 AND r.guardian = $2 AND r.child = e.child AND r.responsible)
)
ORDER BY e.reviewed_at IS NOT NULL, e.opened_at DESC, e.emergency LIMIT 100
