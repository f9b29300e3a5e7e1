-- name: place
SELECT next FROM register_places WHERE kommune = $1

-- name: keep_place
INSERT INTO register_places (kommune, next) VALUES ($1, $2)
ON CONFLICT (kommune) DO UPDATE SET next = excluded.next

-- name: concerned
-- A child itself, and the children somebody stands close to, with foreldreansvar or without.
SELECT child FROM birthdays WHERE kommune = $1 AND child = $2
UNION
SELECT child FROM relations WHERE kommune = $1 AND guardian = $2
ORDER BY child
