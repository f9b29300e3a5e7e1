-- name: open_in_emergency
INSERT INTO emergencies (kommune, emergency, child, person, ends_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING

-- name: emergencies
-- Of somebody and a child, the one that lasts longest.
SELECT emergency FROM emergencies WHERE kommune = $1 AND child = $2 AND person = $3 AND ends_at > $4
ORDER BY ends_at DESC LIMIT 1
