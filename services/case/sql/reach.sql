-- name: units_had
-- To which of this owner's units the child has belonged, and since when.
SELECT recorded_at, convert_from(data, 'UTF8')::jsonb ->> 'unit' AS unit FROM events
WHERE kommune = $1 AND child = $2 AND type = 'child-enrolled' ORDER BY position
