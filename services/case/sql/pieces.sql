-- name: store_piece
INSERT INTO pieces (kommune, contribution, upload, number, key_id, sealed) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING

-- name: stored_pieces
-- Those that will stay for long enough to be written about.
SELECT count(*) FROM pieces
WHERE kommune = $1 AND contribution = $2 AND upload = $3 AND number < $4 AND stored_at > clock_timestamp() - $5::interval

-- name: piece
SELECT key_id, sealed FROM pieces WHERE kommune = $1 AND contribution = $2 AND upload = $3 AND number = $4

-- name: drop_unwritten_pieces
-- $2: what the event says of its attachment.
DELETE FROM pieces p WHERE p.stored_at < clock_timestamp() - $1::interval AND NOT EXISTS (
    SELECT FROM events e WHERE e.kommune = p.kommune AND e.stream = p.contribution AND e.version = 1
      AND e.type = $2 AND convert_from(e.data, 'UTF8')::jsonb -> 'attachment' ->> 'upload' = p.upload)
