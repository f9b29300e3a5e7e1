-- name: keep
INSERT INTO own_leases (kommune, child, category, epoch, sealed, ends_at)
SELECT $1, $2, n.* FROM unnest($3::text[], $4::int[], $5::bytea[], $6::timestamptz[]) AS n
ON CONFLICT (kommune, child, category, epoch) DO UPDATE SET sealed = excluded.sealed, ends_at = excluded.ends_at

-- name: kept
SELECT category, epoch, sealed, ends_at FROM own_leases
WHERE kommune = $1 AND child = $2 AND category = ANY($3::text[]) AND ends_at > clock_timestamp()

-- name: ending
SELECT kommune, child, array_agg(DISTINCT category) AS categories FROM own_leases
WHERE ends_at < $1 GROUP BY kommune, child

-- name: forget_ended
-- Also of a child whose keys were destroyed: nobody gives them any more.
DELETE FROM own_leases WHERE ends_at <= clock_timestamp()
