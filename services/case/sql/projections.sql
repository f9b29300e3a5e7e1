-- name: ask_consent
INSERT INTO standings (
    kommune, child, consent, service, state, version, categories, expires_on, asker, asked_by_owner, partners,
    covers_from
)
VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $8, $9, $10, $11)
ON CONFLICT (kommune, child, consent) DO UPDATE
SET state = excluded.state, version = standings.version + 1, categories = excluded.categories,
    expires_on = excluded.expires_on, partners = excluded.partners, covers_from = excluded.covers_from

-- name: set_consent
UPDATE standings SET state = $4, version = version + 1 WHERE kommune = $1 AND child = $2 AND consent = $3

-- name: forget_keys
-- Every process of this owner listens, and drops the keys that others have lent for this child.
SELECT pg_notify('withdrawn', $1)

-- name: fetch_copies
-- Somebody was let in: what was struck before may be there to read again.
SELECT pg_notify('admitted', $1)

-- name: open_log
INSERT INTO logs (kommune, stafettlogg, child, level, holder, open, opened_by) VALUES ($1, $2, $3, $4, $5, true, $6)
ON CONFLICT DO NOTHING

-- name: set_holder
UPDATE logs SET holder = $3 WHERE kommune = $1 AND stafettlogg = $2

-- name: close_log
UPDATE logs SET open = false WHERE kommune = $1 AND stafettlogg = $2

-- name: join_log
INSERT INTO log_people (kommune, stafettlogg, person, owner, unit) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (kommune, stafettlogg, person) DO UPDATE SET owner = excluded.owner, unit = excluded.unit

-- name: leave_log
DELETE FROM log_people WHERE kommune = $1 AND stafettlogg = $2 AND owner = $3

-- name: add_task
INSERT INTO tasks (kommune, task, kind, person, leader_of, child, ref, due, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (kommune, task) DO UPDATE SET done = false, due = excluded.due, created_at = excluded.created_at

-- name: ask_to_open
-- Not where a log is open: a yes to one more service asks for none, nor does one that is heard of after the opening.
INSERT INTO tasks (kommune, task, kind, person, leader_of, child, ref, created_at)
SELECT $1, $2, $3, $4, '', $5, $5, $6
WHERE NOT EXISTS (SELECT FROM logs WHERE kommune = $1 AND child = $5 AND open)
ON CONFLICT (kommune, task) DO UPDATE SET done = false, created_at = excluded.created_at

-- name: end_task
UPDATE tasks SET done = true WHERE kommune = $1 AND task = $2

-- name: end_tasks_of
UPDATE tasks SET done = true WHERE kommune = $1 AND ref = $2 AND NOT done

-- name: add_task_for_own
-- Only where the person works here (or, in familie, is family): others have their own list in their own service.
INSERT INTO tasks (kommune, task, kind, person, child, ref, due, created_at)
SELECT $1, $2, $3, $4, $5, $6, $7, $8
WHERE EXISTS (SELECT FROM log_people WHERE kommune = $1 AND stafettlogg = $6 AND person = $4 AND owner = $9)
ON CONFLICT (kommune, task) DO UPDATE
SET person = excluded.person, done = false, due = excluded.due, created_at = excluded.created_at
