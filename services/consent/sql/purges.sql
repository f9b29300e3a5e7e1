-- name: expect
INSERT INTO purges (kommune, consent, service, child, ended_at, due_at)
SELECT $1, $2, n.service, $4, $5, $6 FROM unnest($3::text[]) AS n (service)
ON CONFLICT (kommune, consent, service) DO UPDATE SET ended_at = excluded.ended_at, due_at = excluded.due_at

-- name: report
-- The first word stands.
INSERT INTO purges (kommune, consent, service, child, struck, purged_at, signature) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (kommune, consent, service) DO UPDATE
SET struck = excluded.struck, purged_at = excluded.purged_at, signature = excluded.signature
WHERE purges.signature IS NULL

-- name: alarm
UPDATE purges SET alarmed_at = clock_timestamp()
WHERE signature IS NULL AND due_at <= clock_timestamp() AND alarmed_at IS NULL
RETURNING kommune, consent, service, child

-- name: missing
SELECT child, consent, service, ended_at FROM purges
WHERE kommune = $1 AND signature IS NULL AND due_at <= clock_timestamp() AND alarmed_at IS NOT NULL
ORDER BY ended_at, consent, service
