-- name: set_level
UPDATE logs SET level = $3 WHERE kommune = $1 AND stafettlogg = $2

-- name: reopen_log
UPDATE logs SET open = true, holder = $3 WHERE kommune = $1 AND stafettlogg = $2

-- name: add_task_for_last_holder
-- Where the stafettholder works: closed or not, the log knows who had the baton last.
INSERT INTO tasks (kommune, task, kind, person, child, ref, due, created_at)
SELECT $1, $2, $3, l.holder, l.child, l.stafettlogg, NULL, $5
FROM logs l JOIN log_people p ON (p.kommune, p.stafettlogg, p.person) = (l.kommune, l.stafettlogg, l.holder)
WHERE l.kommune = $1 AND l.stafettlogg = $4 AND p.owner = $6
ON CONFLICT (kommune, task) DO UPDATE SET person = excluded.person, done = false, created_at = excluded.created_at
