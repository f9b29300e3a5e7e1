-- name: children_of_unit
SELECT c.child, c.unit, k.case_id, k.stage, l.stafettlogg
FROM children c
LEFT JOIN LATERAL (
    SELECT case_id, stage FROM cases WHERE kommune = c.kommune AND child = c.child ORDER BY opened_at DESC LIMIT 1
) k ON true
LEFT JOIN LATERAL (
    SELECT l.stafettlogg FROM logs l JOIN log_people p USING (kommune, stafettlogg)
    WHERE l.kommune = c.kommune AND l.child = c.child AND l.open AND p.person = $3 LIMIT 1
) l ON true
WHERE c.kommune = $1 AND c.unit = $2
  AND NOT EXISTS (SELECT FROM erased e WHERE e.kommune = c.kommune AND e.child = c.child)
ORDER BY c.child

-- name: unit_of_child
SELECT unit FROM children WHERE kommune = $1 AND child = $2

-- name: log
SELECT child, level, holder, open FROM logs WHERE kommune = $1 AND stafettlogg = $2

-- name: opened_for_child
SELECT stream FROM events WHERE kommune = $1 AND child = $2 AND type = 'stafettlogg-opened'

-- name: logs_of_person
SELECT l.stafettlogg FROM logs l
WHERE (l.kommune, l.stafettlogg) IN (
    SELECT kommune, stafettlogg FROM log_people WHERE kommune = $1 AND person = $2
    UNION
    SELECT kommune, stafettlogg FROM emergencies JOIN logs USING (kommune, child)
    WHERE kommune = $1 AND person = $2 AND ends_at > $3
)
  AND NOT EXISTS (SELECT FROM erased e WHERE e.kommune = l.kommune AND e.child = l.child)
ORDER BY l.open DESC, l.opened_by DESC

-- name: logs_about
SELECT l.stafettlogg FROM logs l WHERE l.kommune = $1 AND l.child = $2
  AND NOT EXISTS (SELECT FROM erased e WHERE e.kommune = l.kommune AND e.child = l.child)
ORDER BY l.open DESC, l.opened_by DESC

-- name: standings
SELECT consent, service, state, version, categories, expires_on, asker, asked_by_owner, partners, covers_from
FROM standings WHERE kommune = $1 AND child = $2 ORDER BY consent

-- name: tasks
-- One index scan for each way in which a task can be somebody's.
SELECT kind, child, ref, due, created_at FROM tasks
WHERE kommune = $1 AND NOT done
  AND (person, leader_of) IN (($2, ''), ('', $3), ('', ''))
  AND NOT EXISTS (SELECT FROM erased e WHERE e.kommune = tasks.kommune AND e.child = tasks.child)
ORDER BY due NULLS LAST, created_at

-- name: protection
SELECT body FROM facts WHERE kommune = $1 AND child = $2 AND owner = 'consent' AND type = $3
ORDER BY source_position DESC LIMIT 1

-- name: takes_part
SELECT EXISTS (
    SELECT FROM log_people p JOIN logs l USING (kommune, stafettlogg)
    WHERE l.kommune = $1 AND l.child = $2 AND p.person = $3 AND p.owner = $4
)
