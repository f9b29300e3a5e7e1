-- name: use
-- Of casework ($9) only about the unit's own children ($5); the log ($10) follows whoever takes part in it. An attempt
-- that was refused is told of without the child, which may be anybody's.
SELECT person, child, count(*) FILTER (WHERE done AND reading)::int AS reads,
       count(*) FILTER (WHERE done AND NOT reading)::int AS changes, count(*) FILTER (WHERE NOT done)::int AS denied,
       count(*) FILTER (WHERE done AND reading AND off)::int AS off_hours
FROM (SELECT actor AS person, CASE WHEN outcome = 'done' THEN child END AS child, outcome = 'done' AS done,
             action = ANY($8::text[]) AS reading,
             extract(isodow FROM here) > 5 OR extract(hour FROM here) < $11 OR extract(hour FROM here) >= $12 AS off
      FROM (SELECT actor, child, action, outcome, at AT TIME ZONE 'Europe/Oslo' AS here,
                   convert_from(body, 'UTF8')::jsonb AS said
            FROM entries
            WHERE kommune = $1 AND at >= $6 AND at < $7 AND actor = ANY($4::text[]) AND owner = ANY($3::text[])
              AND outcome IN ('done', 'denied')
              AND (action = ANY($10::text[])
                   OR action = ANY($9::text[]) AND (outcome = 'denied' OR child = ANY($5::text[])))) AS acts
      WHERE said -> 'actor' ->> 'owner' = $2 AND NOT said -> 'categories' ? 'shielded') AS uses
GROUP BY person, child ORDER BY person, child NULLS LAST
