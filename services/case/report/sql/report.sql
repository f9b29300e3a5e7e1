-- name: keys
SELECT epoch, wrapped FROM data_keys WHERE kommune = $1 AND child = $2 ORDER BY epoch

-- name: make_key
-- Two processes at once: the first one's stands, and both read it afterwards.
INSERT INTO data_keys (kommune, child, epoch, wrapped) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING

-- name: let_find
INSERT INTO report_people (kommune, person, report, started) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING

-- name: forget
DELETE FROM report_people WHERE kommune = $1 AND report = $2

-- name: reports_of
SELECT report FROM report_people WHERE kommune = $1 AND person = $2 ORDER BY started DESC

-- name: arrive
INSERT INTO incoming (kommune, report, arrived) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING

-- name: finish
UPDATE incoming SET open = false WHERE kommune = $1 AND report = $2

-- name: incoming
SELECT report FROM incoming WHERE kommune = $1 ORDER BY open DESC, arrived
