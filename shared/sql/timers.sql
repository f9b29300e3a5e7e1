-- name: set
-- A timer that is known keeps its state: folding again neither moves nor revives it.
INSERT INTO timers (kommune, name, kind, subject, item, due_at)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])
ON CONFLICT (kommune, name) DO NOTHING

-- name: end
UPDATE timers SET ended_at = clock_timestamp()
FROM unnest($1::text[], $2::text[]) AS gone (kommune, name)
WHERE timers.kommune = gone.kommune AND timers.name = gone.name AND ended_at IS NULL

-- name: due
-- By the database's clock, in small waves, so that a thousand deadlines at midnight do not hold up commands.
SELECT kommune, name, kind, subject, item, due_at FROM timers
-- Nothing falls due any more on the stream of a child whose keys were destroyed.
WHERE ended_at IS NULL AND due_at <= clock_timestamp() AND (due_at, kommune, name) > ($1, $2, $3)
  AND NOT EXISTS (SELECT FROM events v JOIN erased e ON e.kommune = v.kommune AND e.child = v.child
                  WHERE v.kommune = timers.kommune AND v.stream = timers.subject AND v.version = 1)
ORDER BY due_at, kommune, name LIMIT $4
