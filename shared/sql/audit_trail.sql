-- name: record
-- Position order is commit order here too: the relay reads by position and must not skip a row.
WITH lock AS MATERIALIZED (SELECT pg_advisory_xact_lock(hashtext('audit_trail')), pg_notify('audit', '')),
ends AS MATERIALIZED (
    SELECT k.kommune, end_of_trail(k.kommune) AS number FROM lock, (SELECT DISTINCT unnest($1::text[])) AS k (kommune)
)
INSERT INTO audit_trail (kommune, number, entry, traceparent, mark)
SELECT kommune, ends.number + row_number() OVER (PARTITION BY kommune ORDER BY a.ordinal), a.entry, a.traceparent,
       a.mark
FROM unnest($1::text[], $2::bytea[], $3::text[], $4::bytea[]) WITH ORDINALITY
     AS a (kommune, entry, traceparent, mark, ordinal)
JOIN ends USING (kommune)
ORDER BY a.ordinal

-- name: after
SELECT position, kommune, number, entry, traceparent, mark FROM audit_trail WHERE position > $1 ORDER BY position LIMIT $2

-- name: last_of_writers
-- The newest row of each up to a position.
SELECT l.kommune, l.entry, l.mark FROM unnest($1::bytea[]) AS w (writer)
CROSS JOIN LATERAL (SELECT kommune, entry, mark FROM audit_trail
                    WHERE substring(mark FROM 1 FOR 16) = w.writer AND position <= $2
                    ORDER BY position DESC LIMIT 1) AS l

-- name: end
SELECT coalesce(max(number), 0) FROM audit_trail WHERE kommune = $1
