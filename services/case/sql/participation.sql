-- name: leave_alone
-- One person; colleagues stay.
DELETE FROM log_people WHERE kommune = $1 AND stafettlogg = $2 AND person = $3

-- name: add_task_for_leaders
-- One for each unit of this owner that these people joined from.
INSERT INTO tasks (kommune, task, kind, leader_of, child, ref, due, created_at)
SELECT DISTINCT $1, $2 || ':' || p.unit, $3, p.unit, $4, $5, $6::date, $7::timestamptz
FROM log_people p WHERE p.kommune = $1 AND p.stafettlogg = $5 AND p.person = ANY ($8::text[]) AND p.owner = $9
    AND p.unit <> ''
ON CONFLICT (kommune, task) DO UPDATE SET done = false, due = excluded.due, created_at = excluded.created_at

-- name: add_task_for_colleagues
-- One for everybody of this owner who takes part, but for whoever has brought it up.
INSERT INTO tasks (kommune, task, kind, person, child, ref, due, created_at)
SELECT $1, $2 || ':' || p.person, $3, p.person, $4, $5, NULL, $6::timestamptz
FROM log_people p WHERE p.kommune = $1 AND p.stafettlogg = $5 AND p.owner = $7 AND p.person <> $8
ON CONFLICT (kommune, task) DO UPDATE SET done = false, created_at = excluded.created_at

-- name: add_task_for_holder
-- In every owner's list, because it goes along with the baton. $6: a parent, when the others at home answer, if any.
INSERT INTO tasks (kommune, task, kind, person, child, ref, due, created_at)
SELECT l.kommune, $2, $3, l.holder, l.child, l.stafettlogg, NULL, $5::timestamptz FROM logs l
WHERE l.kommune = $1 AND l.stafettlogg = $4 AND NOT EXISTS (
    SELECT FROM log_people p
    WHERE p.kommune = l.kommune AND p.stafettlogg = l.stafettlogg AND p.owner = 'familie' AND p.person <> $6::text
)
ON CONFLICT (kommune, task) DO UPDATE SET person = excluded.person, done = false, created_at = excluded.created_at

-- name: end_tasks_about
-- Whoever has it: of a task for several, each has one with their own id behind its name.
UPDATE tasks SET done = true
WHERE kommune = $1 AND ref = $2 AND NOT done AND (task = $3 OR starts_with(task, $3 || ':'))

-- name: end_tasks_of_service
-- But for what goes along with the baton: it is with somebody else now, and may come back with them.
UPDATE tasks SET done = true, asleep = false
WHERE kommune = $1 AND ref = $2 AND (NOT done OR asleep) AND kind <> ALL ($3::text[])

-- name: rest_tasks
-- A closed log waits for nobody; what it waited for then, it waits for again when it is reopened.
UPDATE tasks SET done = true, asleep = kind = ANY ($3::text[]) WHERE kommune = $1 AND ref = $2 AND NOT done

-- name: wake_tasks
-- $3: the kinds that go along with the baton, and $4 who has it now.
UPDATE tasks SET done = false, asleep = false, person = CASE WHEN kind = ANY ($3::text[]) THEN $4 ELSE person END
WHERE kommune = $1 AND ref = $2 AND asleep

-- name: end_tasks_of_kind
UPDATE tasks SET done = true WHERE kommune = $1 AND ref = $2 AND kind = ANY ($3::text[]) AND NOT done

-- name: end_tasks_of_person
UPDATE tasks SET done = true, asleep = false
WHERE kommune = $1 AND ref = $2 AND person = $3 AND (NOT done OR asleep)

-- name: hand_tasks_over
UPDATE tasks SET person = $4 WHERE kommune = $1 AND ref = $2 AND kind = ANY ($3::text[]) AND NOT done
