-- name: units_had
-- To which of this owner's units the child has belonged, and since when.
SELECT recorded_at, convert_from(data, 'UTF8')::jsonb ->> 'unit' AS unit FROM events
WHERE kommune = $1 AND child = $2 AND type = 'child-enrolled' ORDER BY position

-- name: consents_ending
SELECT s.child, s.consent, s.service, s.expires_on FROM standings s
WHERE s.kommune = $1 AND s.state = 'active' AND s.expires_on > $2 AND s.expires_on <= $3
  AND NOT EXISTS (SELECT FROM standings o WHERE o.kommune = s.kommune AND o.child = s.child AND o.service = s.service
                  AND o.state = 'active' AND o.expires_on > $3)
  AND NOT EXISTS (SELECT FROM erased e WHERE e.kommune = s.kommune AND e.child = s.child)
ORDER BY s.expires_on, s.child, s.service

-- name: consent_gaps
SELECT DISTINCT l.child, l.stafettlogg, p.owner AS service FROM logs l JOIN log_people p USING (kommune, stafettlogg)
WHERE l.kommune = $1 AND l.open AND p.owner <> 'familie'
  AND NOT EXISTS (SELECT FROM standings s WHERE s.kommune = l.kommune AND s.child = l.child AND s.service = p.owner
                  AND s.state = 'active' AND s.expires_on > $2)
  AND NOT EXISTS (SELECT FROM erased e WHERE e.kommune = l.kommune AND e.child = l.child)
ORDER BY l.child, service
