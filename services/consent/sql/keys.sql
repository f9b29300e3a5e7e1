-- name: read
SELECT k.kommune, k.child, k.owner, k.category, k.epoch, k.root, k.wrapped, k.day, k.known
FROM data_keys k JOIN unnest($3::text[], $4::text[]) AS n (owner, category)
     ON k.owner = n.owner AND k.category = n.category
WHERE k.kommune = $1 AND k.child = $2
ORDER BY k.owner, k.category, k.epoch

-- name: make
-- Two processes that make the same key at once: the first one's stands, and both read it afterwards.
INSERT INTO data_keys (kommune, child, owner, category, epoch, root, wrapped, day, known)
SELECT n.*, $9 FROM unnest(
    $1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::text[], $7::bytea[], $8::date[]) AS n
ON CONFLICT (kommune, child, owner, category, epoch) DO NOTHING

-- name: destroyed
SELECT EXISTS (SELECT FROM erased WHERE kommune = $1 AND child = $2)

-- name: any
SELECT EXISTS (SELECT FROM data_keys)

-- name: under
SELECT EXISTS (SELECT FROM data_keys WHERE root = $1)

-- name: closed_under
SELECT kommune, child, owner, category, epoch, root, wrapped FROM data_keys WHERE root = $1 LIMIT $2

-- name: rewrap
-- Only where it still stands as it was read.
UPDATE data_keys k SET root = n.root, wrapped = n.wrapped
FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::text[], $8::bytea[])
     AS n (kommune, child, owner, category, epoch, root, wrapped)
WHERE (k.kommune, k.child, k.owner, k.category, k.epoch) = (n.kommune, n.child, n.owner, n.category, n.epoch)
  AND k.root = $1
