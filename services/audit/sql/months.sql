-- name: acts
SELECT owner, action, outcome, count(*) FROM entries WHERE kommune = $1 AND at >= $2 AND at < $3
GROUP BY owner, action, outcome ORDER BY owner, action, outcome

-- name: findings
SELECT kind, count(*) FILTER (WHERE found_at >= $2) AS found,
       count(*) FILTER (WHERE ended_at < $3) AS ended,
       count(*) FILTER (WHERE ended_at IS NULL OR ended_at >= $3) AS open
FROM findings WHERE kommune = $1 AND found_at < $3 AND (ended_at IS NULL OR ended_at >= $2) GROUP BY kind ORDER BY kind

-- name: anomalies
SELECT kind, count(*) FROM anomalies WHERE kommune = $1 AND last_at >= $2 AND last_at < $3 GROUP BY kind ORDER BY kind

-- name: verdicts
SELECT outcome AS verdict, count(*) FROM investigations WHERE kommune = $1 AND closed_at >= $2 AND closed_at < $3
GROUP BY outcome ORDER BY outcome

-- name: looked_into
SELECT (SELECT count(*) FROM investigations WHERE kommune = $1 AND opened_at >= $2 AND opened_at < $3) AS opened,
       (SELECT count(*) FROM identities_opened o JOIN investigations i ON i.id = o.investigation
        WHERE i.kommune = $1 AND o.at >= $2 AND o.at < $3) AS identities
