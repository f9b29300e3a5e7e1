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
SELECT n.level, n.index, n.hash FROM unnest($2::smallint[], $3::bigint[]) AS wanted (level, index)
JOIN nodes n ON n.log = $1 AND n.level = wanted.level AND n.index = wanted.index

-- name: found
INSERT INTO findings (kommune, owner, kind, item) VALUES ($1, $2, $3, $4)
ON CONFLICT (kommune, owner, kind, item) WHERE ended_at IS NULL DO NOTHING RETURNING true

-- name: ended
UPDATE findings SET ended_at = clock_timestamp() WHERE kommune = $1 AND owner = $2 AND kind = $3
  AND item <> ALL($4::text[]) AND ended_at IS NULL

-- name: findings
SELECT kommune, owner, kind, item, found_at, ended_at FROM findings WHERE kommune = $1 AND ended_at IS NULL ORDER BY id
