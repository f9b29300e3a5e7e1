-- name: put
-- What waits says the same. What is on its way may have left before this happened, and so there is another word after it.
INSERT INTO webhooks (kommune, receiver, kind, event, due_at)
VALUES ($1, $2, $3, $4, clock_timestamp() + make_interval(secs => $5))
ON CONFLICT (kommune, receiver, kind) DO UPDATE
SET event = coalesce(webhooks.event, excluded.event),
    next_event = CASE WHEN webhooks.on_its_way THEN coalesce(webhooks.next_event, excluded.event) END,
    since = CASE WHEN webhooks.event IS NULL THEN excluded.since ELSE webhooks.since END,
    due_at = CASE WHEN webhooks.event IS NULL THEN excluded.due_at ELSE webhooks.due_at END,
    attempts = CASE WHEN webhooks.event IS NULL THEN 0 ELSE webhooks.attempts END

-- name: claim
-- Taken by moving its due time to its next try, a fifth sooner or later: receivers that failed together are not called
-- together, and if this process dies before it has said `told`, the word is simply due again.
UPDATE webhooks SET on_its_way = true, attempts = attempts + 1,
    due_at = clock_timestamp()
        + make_interval(secs => ($1::float8[])[least(attempts + 1, cardinality($1::float8[]))] * (0.8 + 0.4 * random()))
WHERE event IS NOT NULL AND due_at <= clock_timestamp()
RETURNING kommune, receiver, kind, event, since, attempts

-- name: told
UPDATE webhooks SET event = next_event, next_event = NULL, on_its_way = false, attempts = 0, told_at = clock_timestamp(),
    since = clock_timestamp(), due_at = clock_timestamp() + make_interval(secs => $5)
WHERE kommune = $1 AND receiver = $2 AND kind = $3 AND event = $4

-- name: not_told
-- The next try tells of what has come since, too.
UPDATE webhooks SET on_its_way = false, next_event = NULL
WHERE kommune = $1 AND receiver = $2 AND kind = $3 AND event = $4

-- name: give_up
UPDATE webhooks SET event = NULL, next_event = NULL, on_its_way = false, given_up_at = clock_timestamp()
WHERE kommune = $1 AND receiver = $2 AND kind = $3 AND event = $4
