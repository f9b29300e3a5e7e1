-- name: known
-- Which of these ids a stream or a child goes by here.
SELECT n.id FROM unnest($2::text[]) AS n (id)
WHERE EXISTS (SELECT FROM events e WHERE e.kommune = $1 AND e.stream = n.id)
   OR EXISTS (SELECT FROM facts f WHERE f.kommune = $1 AND f.child = n.id)

-- name: append
-- The lock is taken before the positions are drawn and kept until commit: position order is commit order, so that a
-- reader by position never skips an event. The bell wakes the relay once per batch. The audit rows of an append are
-- stored with it or not at all.
WITH lock AS MATERIALIZED (
    SELECT pg_advisory_xact_lock(hashtext('events')), pg_advisory_xact_lock(hashtext('audit_trail')),
           pg_notify('events', '')
), saved AS (
    INSERT INTO events (kommune, stream, version, child, event_id, type, schema_version, data, sealed, key_id,
                        actor, correlation, causation, traceparent)
    SELECT n.kommune, n.stream, n.version, n.child, n.event_id, n.type, n.schema_version, n.data, n.sealed, n.key_id,
           n.actor, n.correlation, n.causation, n.traceparent
    FROM lock, unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::text[], $6::uuid[], $7::text[], $8::smallint[],
                      $9::bytea[], $10::bytea[], $11::text[], $12::bytea[], $13::uuid[], $14::uuid[], $15::text[])
         AS n (kommune, stream, expected, version, child, event_id, type, schema_version, data, sealed, key_id, actor,
               correlation, causation, traceparent)
    WHERE n.expected = 0 OR EXISTS (
        SELECT FROM events e WHERE e.kommune = n.kommune AND e.stream = n.stream AND e.version = n.expected)
    RETURNING kommune, stream, version, position, traceparent
), told AS MATERIALIZED (
    SELECT kommune, saved.position, saved.traceparent, a.entry, a.mark, a.ordinal
    FROM unnest($16::text[], $17::text[], $18::int[], $19::bytea[], $20::bytea[]) WITH ORDINALITY
         AS a (kommune, stream, version, entry, mark, ordinal)
    JOIN saved USING (kommune, stream, version)
), ends AS MATERIALIZED (
    SELECT k.kommune, end_of_trail(k.kommune) AS number FROM (SELECT DISTINCT kommune FROM told) AS k
), trail AS (
    INSERT INTO audit_trail (kommune, number, entry, traceparent, mark)
    SELECT kommune, ends.number + row_number() OVER (PARTITION BY kommune ORDER BY told.ordinal), told.entry,
           told.traceparent, told.mark
    FROM told JOIN ends USING (kommune) ORDER BY told.ordinal
)
SELECT kommune, stream, version, position FROM saved

-- name: read
-- One stream, whole: state is folded from it.
SELECT position, kommune, stream, version, child, event_id, type, schema_version, data, sealed, key_id, actor,
       correlation, causation, traceparent, recorded_at
FROM events WHERE kommune = $1 AND stream = $2 ORDER BY version

-- name: after
-- The log by position, which is commit order.
SELECT position, kommune, stream, version, child, event_id, type, schema_version, data, sealed, key_id, actor,
       correlation, causation, traceparent, recorded_at
FROM events WHERE position > $1 ORDER BY position LIMIT $2

-- name: end
SELECT coalesce(max(position), 0) FROM events
