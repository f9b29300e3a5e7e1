-- name: guard
INSERT INTO watchers (kommune, child, stafettlogg, person, kind, service, version)
VALUES ($1, $2, '', $3, 'guardian', '', 0)
ON CONFLICT DO NOTHING

-- name: unguard
DELETE FROM watchers WHERE kommune = $1 AND child = $2 AND kind = 'guardian' AND person <> ALL ($3::text[])

-- name: join
INSERT INTO watchers (kommune, child, stafettlogg, version, person, service, kind)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (kommune, child, stafettlogg, person) DO UPDATE
SET kind = excluded.kind, service = excluded.service, version = excluded.version
WHERE watchers.version < excluded.version

-- name: leave
UPDATE watchers SET kind = 'left', version = $4
WHERE kommune = $1 AND child = $2 AND stafettlogg = $3 AND service = $5 AND version < $4

-- name: leave_alone
UPDATE watchers SET kind = 'left', version = $4
WHERE kommune = $1 AND child = $2 AND stafettlogg = $3 AND person = $5 AND version < $4

-- name: hand_over
UPDATE watchers SET kind = CASE person WHEN $5 THEN 'holder' ELSE 'participant' END, version = $4
WHERE kommune = $1 AND child = $2 AND stafettlogg = $3 AND kind IN ('participant', 'holder') AND version < $4

-- name: consent
INSERT INTO consents (kommune, child, consent, version, service, state, asker, asker_service, categories, partners)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (kommune, consent) DO UPDATE
SET state = excluded.state, version = excluded.version, asker = coalesce(excluded.asker, consents.asker),
    asker_service = coalesce(excluded.asker_service, consents.asker_service),
    categories = CASE excluded.state WHEN 'ended' THEN consents.categories ELSE excluded.categories END,
    partners = CASE excluded.state WHEN 'ended' THEN consents.partners ELSE excluded.partners END
WHERE consents.version < excluded.version

-- name: watchers
SELECT person, kind, service, stafettlogg FROM watchers WHERE kommune = $1 AND child = $2

-- name: consents
SELECT consent, service, asker, asker_service, categories, partners, state FROM consents WHERE kommune = $1 AND child = $2
