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
-- One for everybody of this owner who takes part.
INSERT INTO tasks (kommune, task, kind, person, child, ref, due, created_at)
SELECT $1, $2 || ':' || p.person, $3, p.person, $4, $5, NULL, $6::timestamptz
FROM log_people p WHERE p.kommune = $1 AND p.stafettlogg = $5 AND p.owner = $7
ON CONFLICT (kommune, task) DO UPDATE SET done = false, created_at = excluded.created_at

-- name: end_tasks_of_kind
UPDATE tasks SET done = true WHERE kommune = $1 AND ref = $2 AND kind = ANY ($3::text[]) AND NOT done

-- name: end_tasks_of_person
UPDATE tasks SET done = true WHERE kommune = $1 AND ref = $2 AND person = $3 AND NOT done

-- name: hand_tasks_over
UPDATE tasks SET person = $4 WHERE kommune = $1 AND ref = $2 AND kind = ANY ($3::text[]) AND NOT done
