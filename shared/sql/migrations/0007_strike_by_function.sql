-- A copy of a fact is changed in these two ways only: what was sealed is struck, and what was struck is put back.
DO $$ BEGIN EXECUTE format('REVOKE UPDATE (body, struck_at) ON facts FROM %I', current_database()); END $$;

CREATE FUNCTION strike_copies(positions bigint[]) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT
AS $$
    UPDATE facts SET struck_at = clock_timestamp(),
        body = convert_to((convert_from(body, 'UTF8')::jsonb || '{"sealed": "struck"}')::text, 'UTF8')
    WHERE position = ANY (positions) AND struck_at IS NULL
$$;

CREATE FUNCTION restore_copies(kommuner text[], owners text[], positions bigint[], bodies bytea[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
    UPDATE facts SET body = n.body, struck_at = NULL
    FROM unnest(kommuner, owners, positions, bodies) AS n (kommune, owner, source_position, body)
    WHERE (facts.owner, facts.kommune, facts.source_position) = (n.owner, n.kommune, n.source_position)
      AND struck_at IS NOT NULL
$$;
