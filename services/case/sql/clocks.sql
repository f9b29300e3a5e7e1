-- name: running
-- Each subject once: a stafettlogg has a timer for each service that might fall silent.
SELECT kind, count(DISTINCT subject) AS running FROM timers
WHERE kommune = $1 AND kind = ANY ($2::text[]) AND ended_at IS NULL
GROUP BY kind ORDER BY kind
