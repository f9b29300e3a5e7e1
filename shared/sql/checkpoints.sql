-- name: load
SELECT epoch, position FROM checkpoints WHERE name = $1

-- name: save
INSERT INTO checkpoints (name, epoch, position) VALUES ($1, $2, $3)
ON CONFLICT (name) DO UPDATE SET epoch = excluded.epoch, position = excluded.position

-- name: forget
DELETE FROM checkpoints WHERE name = $1

-- name: lock
-- Held until the batch commits: two leaders that both believe in themselves cannot both move it.
SELECT epoch, position FROM checkpoints WHERE name = $1 FOR UPDATE

-- name: all
SELECT name, position FROM checkpoints
