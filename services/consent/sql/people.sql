-- name: claim
-- A birth number belongs to whoever claimed it first; a person may have had several.
INSERT INTO people_index (kommune, blind, person)
SELECT $1, n.blind, n.person FROM unnest($2::text[], $3::bytea[]) AS n (person, blind)
ORDER BY n.blind  -- two families that share people wait for each other instead of deadlocking
ON CONFLICT (kommune, blind) DO NOTHING

-- name: taken
SELECT EXISTS (
    SELECT FROM people_index i JOIN unnest($2::text[], $3::bytea[]) AS n (person, blind) ON n.blind = i.blind
    WHERE i.kommune = $1 AND i.person <> n.person)

-- name: birthday
INSERT INTO birthdays (kommune, child, blind) VALUES ($1, $2, $3)
ON CONFLICT (kommune, child) DO UPDATE SET blind = excluded.blind

-- name: born_on
SELECT child FROM birthdays WHERE kommune = $1 AND blind = ANY ($2::bytea[]) ORDER BY child

-- name: everybody
SELECT child FROM birthdays WHERE kommune = $1 ORDER BY child

-- name: person
SELECT person FROM people_index WHERE kommune = $1 AND blind = $2
