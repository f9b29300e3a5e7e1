-- name: many_children
-- Within one hour of the clock. The busiest hour of a day tells of that day.
SELECT actor, '', day, max(children), min(first_at), max(last_at)
FROM (SELECT actor, (at AT TIME ZONE 'Europe/Oslo')::date AS day, count(DISTINCT child) AS children,
             min(at) AS first_at, max(at) AS last_at
      FROM entries
      WHERE kommune = $1 AND at >= $2 AND role IN ('employee', 'leader') AND outcome = 'done' AND child IS NOT NULL
        AND action LIKE 'read-%'
      GROUP BY actor, day, date_trunc('hour', at) HAVING count(DISTINCT child) >= $3) AS hours
GROUP BY actor, day

-- name: off_hours
-- $6: services whose people work at night too.
SELECT actor, '', day, count(*), min(at), max(at)
FROM (SELECT actor, at, at AT TIME ZONE 'Europe/Oslo' AS here, (at AT TIME ZONE 'Europe/Oslo')::date AS day,
             convert_from(body, 'UTF8')::jsonb -> 'actor' ->> 'owner' AS place
      FROM entries
      WHERE kommune = $1 AND at >= $2 AND role IN ('employee', 'leader') AND child IS NOT NULL) AS acts
WHERE (extract(hour FROM here) < $3 OR extract(hour FROM here) >= $4 OR extract(isodow FROM here) > 5)
  AND place <> ALL($6::text[])
GROUP BY actor, day HAVING count(*) >= $5

-- name: refused_attempts
SELECT actor, '', (at AT TIME ZONE 'Europe/Oslo')::date, count(*), min(at), max(at)
FROM entries WHERE kommune = $1 AND at >= $2 AND outcome = 'denied' AND role <> 'system'
GROUP BY actor, (at AT TIME ZONE 'Europe/Oslo')::date HAVING count(*) >= $3

-- name: no_errand
-- Once a month for each reader and child. Whoever did anything for the child in these three months had an errand.
SELECT actor, child, date_trunc('month', max(here))::date, count(DISTINCT here::date), min(at), max(at)
FROM (SELECT actor, child, at, at AT TIME ZONE 'Europe/Oslo' AS here
      FROM entries
      WHERE kommune = $1 AND at >= $2 AND role IN ('employee', 'leader') AND outcome = 'done' AND child IS NOT NULL
        AND action LIKE 'read-%') AS reads
WHERE NOT had_errand($1, actor, child, $2 - interval '60 days')
GROUP BY actor, child HAVING count(DISTINCT here::date) >= $3

-- name: after_withdrawal
-- Acts that leaned on a consent ten minutes after it was withdrawn, or later.
SELECT r.actor, r.child, (r.at AT TIME ZONE 'Europe/Oslo')::date, count(DISTINCT r.position),
       min(r.at), max(r.at)
FROM entries w
CROSS JOIN LATERAL jsonb_array_elements_text(convert_from(w.body, 'UTF8')::jsonb -> 'resources') AS withdrawn
JOIN entries r ON r.kommune = $1 AND r.child = w.child AND r.at > w.at + interval '10 minutes' AND r.at >= $2
CROSS JOIN LATERAL jsonb_array_elements_text(convert_from(r.body, 'UTF8')::jsonb -> 'consents') AS used
WHERE w.kommune = $1 AND w.action = 'withdraw-consent' AND w.outcome = 'done' AND r.outcome = 'done'
  AND r.role IN ('employee', 'leader') AND split_part(used, '@', 1) = withdrawn
GROUP BY r.actor, r.child, (r.at AT TIME ZONE 'Europe/Oslo')::date

-- name: not_compared
-- Readers without an errand, and children, of whom nobody has asked since $4 whether they are near. $3: what is read.
SELECT actor, child, (max(at) AT TIME ZONE 'Europe/Oslo')::date AS day, count(*), min(at), max(at)
FROM entries r
WHERE kommune = $1 AND at >= $2 AND role IN ('employee', 'leader') AND outcome = 'done' AND child IS NOT NULL
  AND action = ANY($3::text[])
  AND NOT EXISTS (SELECT FROM compared c
                  WHERE (c.kommune, c.actor, c.child) = (r.kommune, r.actor, r.child) AND c.at >= $4)
GROUP BY actor, child HAVING NOT had_errand($1, actor, child, $4 - interval '60 days') ORDER BY min(at) LIMIT $5

-- name: compared
INSERT INTO compared (kommune, actor, child, at) SELECT $1, n.*, $4 FROM unnest($2::text[], $3::text[]) AS n
ON CONFLICT (kommune, actor, child) DO UPDATE SET at = excluded.at

-- name: missed
-- What the consent service tells of when a deadline has passed without what it waited for. $3: the act that tells it.
SELECT '', child, (at AT TIME ZONE 'Europe/Oslo')::date, count(*), min(at), max(at)
FROM entries WHERE kommune = $1 AND at >= $2 AND action = $3 AND child IS NOT NULL
GROUP BY child, (at AT TIME ZONE 'Europe/Oslo')::date

-- name: keep
INSERT INTO anomalies (kommune, kind, actor, child, day, count, first_at, last_at)
SELECT $1, $2, n.* FROM unnest($3::text[], $4::text[], $5::date[], $6::int[], $7::timestamptz[], $8::timestamptz[]) AS n
ON CONFLICT (kommune, kind, actor, child, day) DO UPDATE
SET count = excluded.count, first_at = excluded.first_at, last_at = excluded.last_at
WHERE anomalies.count <> excluded.count

-- name: stand
-- Those that nobody has finished looking into. $3: the kinds in order.
SELECT id, kind, actor, child, day, count, first_at, last_at FROM anomalies a
WHERE kommune = $1 AND last_at >= $2
  AND NOT EXISTS (SELECT FROM investigations i
                  WHERE i.kommune = $1 AND i.ref = 'a-' || a.id AND i.closed_at IS NOT NULL)
ORDER BY array_position($3::text[], kind), last_at DESC LIMIT 50

-- name: anomaly
SELECT id, kind, actor, child, day, count, first_at, last_at FROM anomalies WHERE kommune = $1 AND id = $2

-- name: looked_into
SELECT id, kind, actor, child, day, count, first_at, last_at FROM anomalies
WHERE kommune = $1 AND 'a-' || id = ANY($2::text[])

-- name: looks
-- At what a family shares, newest first.
SELECT body FROM entries
WHERE kommune = $1 AND child = $2 AND outcome = 'done' AND role IN ('employee', 'leader') AND action = ANY($3::text[])
ORDER BY position DESC LIMIT $4

-- name: ask
INSERT INTO anomalies (kommune, kind, actor, child, day, count, first_at, last_at)
VALUES ($1, $2, $3, $4, $5, 1, $6, $7) ON CONFLICT DO NOTHING RETURNING true

-- name: asked
SELECT a.actor, a.day, EXISTS (SELECT FROM investigations i WHERE i.kommune = $1 AND i.ref = 'a-' || a.id
                               AND i.closed_at IS NOT NULL) AS answered
FROM anomalies a WHERE a.kommune = $1 AND a.kind = $2 AND a.child = $3
