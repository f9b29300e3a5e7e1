-- name: held
-- Everything in this owner's log about a child but what was decided about giving it: a stream is about one child.
SELECT e.position, e.kommune, e.stream, e.version, e.child, e.event_id, e.type, e.schema_version, e.data, e.sealed,
       e.key_id, e.actor, e.correlation, e.causation, e.traceparent, e.recorded_at
FROM events begun JOIN events e ON e.kommune = begun.kommune AND e.stream = begun.stream
WHERE begun.kommune = $1 AND begun.child = $2 AND begun.version = 1 AND e.type <> 'access-decided'
ORDER BY e.position

-- name: rectifications
SELECT e.position, e.kommune, e.stream, e.version, e.child, e.event_id, e.type, e.schema_version, e.data, e.sealed,
       e.key_id, e.actor, e.correlation, e.causation, e.traceparent, e.recorded_at
FROM events begun JOIN events e ON e.kommune = begun.kommune AND e.stream = begun.stream
WHERE begun.kommune = $1 AND begun.child = $2 AND begun.version = 1 AND begun.type = 'rectification-asked'
ORDER BY e.position

-- name: decisions
SELECT data FROM events WHERE kommune = $1 AND child = $2 AND version = 1 AND type = 'access-decided'

-- name: trail
-- Rare enough to be read from end to end, and never by two at once for long.
SELECT entry FROM audit_trail
WHERE kommune = $1 AND recorded_at <= $3 AND convert_from(entry, 'UTF8')::jsonb ->> 'child' = $2
ORDER BY number

-- name: move_tasks
UPDATE tasks SET due = $3 WHERE kommune = $1 AND ref = $2 AND NOT done

-- name: restrictions
SELECT e.position, e.kommune, e.stream, e.version, e.child, e.event_id, e.type, e.schema_version, e.data, e.sealed,
       e.key_id, e.actor, e.correlation, e.causation, e.traceparent, e.recorded_at
FROM events begun JOIN events e ON e.kommune = begun.kommune AND e.stream = begun.stream
WHERE begun.kommune = $1 AND begun.child = $2 AND begun.version = 1 AND begun.type = 'restriction-asked'
ORDER BY e.position
