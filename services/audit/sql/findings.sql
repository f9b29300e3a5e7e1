-- name: noted
-- Those that no row tells of yet.
UPDATE findings SET noted = true WHERE NOT noted RETURNING id, kommune, owner, kind
