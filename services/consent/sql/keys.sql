-- name: read
SELECT k.owner, k.category, k.epoch, k.wrapped
FROM data_keys k JOIN unnest($3::text[], $4::text[]) AS n (owner, category)
     ON k.owner = n.owner AND k.category = n.category
WHERE k.kommune = $1 AND k.child = $2
ORDER BY k.owner, k.category, k.epoch

-- name: make
-- Two processes that make the same key at once: the first one's stands, and both read it afterwards.
INSERT INTO data_keys (kommune, child, owner, category, epoch, wrapped)
SELECT $1, $2, $3, n.category, $4, n.wrapped FROM unnest($5::text[], $6::bytea[]) AS n (category, wrapped)
ON CONFLICT (kommune, child, owner, category, epoch) DO NOTHING
