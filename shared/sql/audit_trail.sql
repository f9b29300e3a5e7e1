-- name: record
-- Position order is commit order here too: the relay reads by position and must not skip a row.
WITH lock AS MATERIALIZED (SELECT pg_advisory_xact_lock(hashtext('audit_trail')), pg_notify('audit', ''))
INSERT INTO audit_trail (kommune, entry, traceparent)
SELECT a.kommune, a.entry, a.traceparent
FROM lock, unnest($1::text[], $2::bytea[], $3::text[]) AS a (kommune, entry, traceparent)

-- name: after
SELECT position, kommune, entry, traceparent FROM audit_trail WHERE position > $1 ORDER BY position LIMIT $2
