-- Which readers were compared with which children by the service that knows who both are. Asked once in a while, since
-- each comparison is an audit row about the child.
CREATE TABLE compared (
    kommune text        NOT NULL,
    actor   text        NOT NULL,
    child   text        NOT NULL,
    at      timestamptz NOT NULL,
    PRIMARY KEY (kommune, actor, child)
);
SELECT grant_service('SELECT, INSERT, UPDATE (at)', 'compared');

-- Whether somebody has done anything for a child since then, and not only looked.
CREATE FUNCTION had_errand(kommune text, actor text, child text, since timestamptz) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM entries e
                   WHERE e.kommune = $1 AND e.child = $3 AND e.actor = $2 AND e.outcome = 'done' AND e.at >= $4
                     AND e.action NOT LIKE ALL (ARRAY['read-%', 'my-%', 'preview-%', 'export-%']))
$$;
