-- name: open
INSERT INTO sessions (id, actor, shown_at, door, sub, sid, kept) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: find
-- `stale`: long enough since the last touch that it must be written down; a write for every page would be waste.
SELECT actor, notice, awaited, coalesce(shown_at, started_at) AS shown_at, door, kept,
       seen_at < now() - interval '1 minute' AS stale,
       (SELECT language FROM languages WHERE kommune = actor ->> 'kommune' AND person = actor ->> 'id') AS language
FROM sessions
WHERE id = $1 AND started_at > now() - $2::interval AND seen_at > now() - $3::interval;

-- name: speak
INSERT INTO languages (kommune, person, language) VALUES ($1, $2, $3)
ON CONFLICT (kommune, person) DO UPDATE SET language = excluded.language, used_on = current_date;

-- name: forget_languages
-- All that nobody has used for a year; who signs in now uses theirs.
WITH used AS (UPDATE languages SET used_on = current_date WHERE kommune = $1 AND person = $2)
DELETE FROM languages WHERE used_on < current_date - 365 AND NOT (kommune = $1 AND person = $2);

-- name: touch
UPDATE sessions SET seen_at = now(), notice = NULL, awaited = NULL WHERE id = $1;

-- name: leave_word
UPDATE sessions SET notice = $2, awaited = $3 WHERE id = $1;

-- name: close
DELETE FROM sessions WHERE id = $1;

-- name: close_of
-- Of people, wherever they came in: by their browser, or by a fagsystem that asks for them.
WITH given AS (DELETE FROM access_tokens WHERE actor ->> 'kommune' = $1 AND actor ->> 'id' = ANY ($2::text[]))
DELETE FROM sessions WHERE actor ->> 'kommune' = $1 AND actor ->> 'id' = ANY ($2::text[]);

-- name: forget_old
DELETE FROM sessions WHERE started_at < now() - $1::interval;

-- name: close_by_provider
-- The provider says that somebody has left: by its own session, or by who it was, whichever it named.
DELETE FROM sessions WHERE door = $1 AND ($2::bytea IS NULL OR sub = $2) AND ($3::bytea IS NULL OR sid = $3);

-- name: attempt
INSERT INTO attempts (id, door, back, fresh) VALUES ($1, $2, $3, $4) RETURNING started_at;

-- name: take
-- Used once, whatever comes of it.
DELETE FROM attempts WHERE id = $1 AND started_at > now() - $2::interval RETURNING door, back, fresh, started_at;

-- name: forget_attempts
DELETE FROM attempts WHERE started_at < now() - $1::interval;
