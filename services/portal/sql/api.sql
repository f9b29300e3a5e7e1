-- name: spend
-- An assertion counts once.
INSERT INTO assertions (id) VALUES ($1) ON CONFLICT DO NOTHING RETURNING true;

-- name: grant
INSERT INTO access_tokens (id, client, actor) VALUES ($1, $2, $3);

-- name: find
SELECT client, actor FROM access_tokens WHERE id = $1 AND given_at > now() - $2::interval;

-- name: asked
-- The first request that came with a key is the only one it stands for.
INSERT INTO idempotency_keys AS known (id, request) VALUES ($1, $2)
ON CONFLICT (id) DO UPDATE SET request = known.request
RETURNING request;

-- name: forget_assertions
DELETE FROM assertions WHERE spent_at < now() - $1::interval;

-- name: forget_tokens
DELETE FROM access_tokens WHERE given_at < now() - $1::interval;

-- name: forget_keys
DELETE FROM idempotency_keys WHERE first_at < now() - $1::interval;
