-- name: open
INSERT INTO sessions (id, actor) VALUES ($1, $2);

-- name: find
-- `stale`: long enough since the last touch that it must be written down; a write for every page would be waste.
SELECT actor, notice, awaited, started_at, seen_at < now() - interval '1 minute' AS stale
FROM sessions
WHERE id = $1 AND started_at > now() - $2::interval AND seen_at > now() - $3::interval;

-- name: touch
UPDATE sessions SET seen_at = now(), notice = NULL, awaited = NULL WHERE id = $1;

-- name: leave_word
UPDATE sessions SET notice = $2, awaited = $3 WHERE id = $1;

-- name: close
DELETE FROM sessions WHERE id = $1;

-- name: close_of
DELETE FROM sessions WHERE actor ->> 'kommune' = $1 AND actor ->> 'id' = ANY ($2::text[]);

-- name: forget_old
DELETE FROM sessions WHERE started_at < now() - $1::interval;
