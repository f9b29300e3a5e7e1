-- name: load
SELECT epoch, position FROM checkpoints WHERE name = $1

-- name: save
INSERT INTO checkpoints (name, epoch, position) VALUES ($1, $2, $3)
ON CONFLICT (name) DO UPDATE SET epoch = excluded.epoch, position = excluded.position

-- name: forget
DELETE FROM checkpoints WHERE name = $1

-- name: begin
-- Null when it stands somewhere already.
INSERT INTO checkpoints (name, epoch, position) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING true

-- name: move
-- First in a batch, and held until it commits: two leaders that both believe in themselves cannot both move it. Null
-- when it does not stand where this one left it.
UPDATE checkpoints SET epoch = $2, position = $3 WHERE name = $1 AND epoch = $4 AND position = $5 RETURNING true

-- name: all
SELECT name, position FROM checkpoints
