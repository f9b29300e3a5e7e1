-- name: behind
-- Whose entries are not all in their log, by a walk from owner to owner in the index `entries_owner`.
WITH RECURSIVE spoken AS (
    (SELECT kommune, owner FROM entries ORDER BY kommune, owner LIMIT 1)
    UNION ALL
    SELECT n.kommune, n.owner FROM spoken s CROSS JOIN LATERAL (
        SELECT kommune, owner FROM entries e WHERE (e.kommune, e.owner) > (s.kommune, s.owner)
        ORDER BY kommune, owner LIMIT 1) n
)
SELECT s.kommune, s.owner FROM spoken s
WHERE (SELECT position FROM entries e WHERE e.kommune = s.kommune AND e.owner = s.owner ORDER BY position DESC LIMIT 1)
    > coalesce((SELECT max(l.position) FROM logs l WHERE l.kommune = s.kommune AND l.owner = s.owner), 0)

-- name: newest
SELECT id, kommune, owner, year, size, position FROM logs WHERE kommune = $1 AND owner = $2 ORDER BY year DESC LIMIT 1

-- name: every
SELECT id, kommune, owner, year, size, position FROM logs ORDER BY id

-- name: begin
INSERT INTO logs (kommune, owner, year, position) VALUES ($1, $2, $3, $4)
RETURNING id, kommune, owner, year, size, position

-- name: waiting
SELECT position, source_position, child, body, signature FROM entries
WHERE kommune = $1 AND owner = $2 AND position > $3 ORDER BY position LIMIT $4

-- name: grow
-- Null when the log does not stand where this sequencer left it: another leads.
UPDATE logs SET size = $3, position = $4 WHERE id = $1 AND size = $2 RETURNING true

-- name: add_leaves
INSERT INTO leaves (log, index, position, commitment, opening, key_id)
SELECT $1, n.* FROM unnest($2::bigint[], $3::bigint[], $4::bytea[], $5::bytea[], $6::text[]) AS n

-- name: add_nodes
INSERT INTO nodes (log, level, index, hash)
SELECT $1, n.* FROM unnest($2::smallint[], $3::bigint[], $4::bytea[]) AS n

-- name: add_checkpoint
INSERT INTO log_checkpoints (log, size, note) VALUES ($1, $2, $3)

-- name: latest_checkpoint
SELECT size, note FROM log_checkpoints WHERE log = $1 ORDER BY size DESC LIMIT 1

-- name: nodes
-- One by one in the index: while a log grows faster than PostgreSQL counts its rows, a join reads the whole of it.
SELECT wanted.level, wanted.index, n.hash FROM unnest($2::smallint[], $3::bigint[]) AS wanted (level, index)
CROSS JOIN LATERAL (
    SELECT hash FROM nodes WHERE log = $1 AND level = wanted.level AND index = wanted.index LIMIT 1
) n

-- name: found
INSERT INTO findings (kommune, owner, kind, item) VALUES ($1, $2, $3, $4)
ON CONFLICT (kommune, owner, kind, item) WHERE ended_at IS NULL DO NOTHING RETURNING true

-- name: ended
UPDATE findings SET ended_at = clock_timestamp() WHERE kommune = $1 AND owner = $2 AND kind = $3
  AND item <> ALL($4::text[]) AND ended_at IS NULL

-- name: findings
SELECT kommune, owner, kind, item, found_at, ended_at FROM findings WHERE kommune = $1 AND ended_at IS NULL ORDER BY id

-- name: add_cosignature
INSERT INTO cosignatures (log, size, service, note) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING

-- name: seen
-- How far each witness has followed.
SELECT service, max(size) AS size FROM cosignatures WHERE log = $1 GROUP BY service

-- name: cosignatures
SELECT note FROM cosignatures WHERE log = $1 AND size = $2 ORDER BY service

-- name: cosigned
-- The newest checkpoints that somebody has seen.
SELECT c.size, c.note FROM log_checkpoints c
WHERE c.log = $1 AND EXISTS (SELECT FROM cosignatures s WHERE s.log = c.log AND s.size = c.size)
ORDER BY c.size DESC LIMIT $2

-- name: cosigned_at
-- The same, of one size where one is given.
SELECT c.size, c.note FROM log_checkpoints c
WHERE c.log = $1 AND ($2::bigint IS NULL OR c.size = $2)
  AND EXISTS (SELECT FROM cosignatures s WHERE s.log = c.log AND s.size = c.size)
ORDER BY c.size DESC LIMIT $3

-- name: trail
SELECT checked, told, silent FROM trails WHERE kommune = $1 AND owner = $2

-- name: looked
INSERT INTO trails (kommune, owner, checked, told, silent) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (kommune, owner) DO UPDATE SET checked = excluded.checked, told = excluded.told, silent = excluded.silent

-- name: numbers
SELECT source_position FROM entries WHERE kommune = $1 AND owner = $2 AND source_position > $3
ORDER BY source_position LIMIT $4

-- name: open
SELECT item FROM findings WHERE kommune = $1 AND owner = $2 AND kind = $3 AND ended_at IS NULL

-- name: count_between
SELECT count(*) FROM entries WHERE kommune = $1 AND owner = $2 AND source_position BETWEEN $3 AND $4

-- name: log
SELECT id, kommune, owner, year, size, position FROM logs WHERE kommune = $1 AND owner = $2 AND year = $3

-- name: commitments
SELECT commitment FROM leaves WHERE log = $1 AND index >= $2 AND index < $3 ORDER BY index

-- name: about
-- The leaves that tell of one child.
SELECT l.index, l.commitment, l.opening, l.key_id FROM entries e JOIN leaves l ON l.log = $1 AND l.position = e.position
WHERE e.kommune = $2 AND e.owner = $3 AND e.child = $4 AND l.index < $5 AND l.opening IS NOT NULL ORDER BY l.index

-- name: stands
-- Leaves with their nodes, and the entries that they are of: both looked up one by one, as in `nodes`.
SELECT l.index, l.position, l.commitment, l.opening, l.key_id, n.hash, e.source_position, e.at, e.actor, e.role, e.unit,
       e.action, e.child, e.outcome, e.code, e.correlation, e.body, e.signature
FROM (SELECT * FROM leaves WHERE log = $1 AND index >= $4 ORDER BY index LIMIT $5) l
LEFT JOIN LATERAL (SELECT hash FROM nodes WHERE log = l.log AND level = 0 AND index = l.index LIMIT 1) n ON true
LEFT JOIN LATERAL (
    SELECT * FROM entries WHERE kommune = $2 AND owner = $3 AND position = l.position LIMIT 1
) e ON true
ORDER BY l.index

-- name: outside
-- Entries from the time of this log that stand in no log.
SELECT e.source_position FROM entries e WHERE e.kommune = $2 AND e.owner = $3 AND e.position <= $4
AND NOT EXISTS (SELECT FROM leaves l JOIN logs g ON g.id = l.log
                WHERE g.kommune = $2 AND g.owner = $3 AND l.position = e.position)
AND e.position >= (SELECT min(position) FROM leaves WHERE log = $1) ORDER BY e.source_position
