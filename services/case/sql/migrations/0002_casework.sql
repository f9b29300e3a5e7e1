-- More is read from private casework, so it is folded again from the start.
TRUNCATE cases;
DELETE FROM checkpoints WHERE name = 'own';

ALTER TABLE cases
    ADD COLUMN person            text        NOT NULL,  -- who registered it, unless the leader did and is told anyway
    ADD COLUMN raised_by_parents boolean     NOT NULL,
    ADD COLUMN registered_at     timestamptz NOT NULL,
    ADD COLUMN outcome           text;

CREATE TABLE notes (
    kommune  text        NOT NULL,
    note     text        NOT NULL,
    child    text        NOT NULL,
    unit     text        NOT NULL,
    noted_at timestamptz NOT NULL,
    case_id  text,  -- the undring that has drawn it in
    PRIMARY KEY (kommune, note)
);
CREATE INDEX notes_child ON notes (kommune, child, unit) WHERE case_id IS NULL;
SELECT grant_service('SELECT, INSERT, UPDATE, DELETE', 'notes');

-- Which parents were invited to which conversation; whether it is on stands in the case.
CREATE TABLE invited (
    kommune    text        NOT NULL,
    person     text        NOT NULL,
    invitation text        NOT NULL,
    case_id    text        NOT NULL,
    invited_at timestamptz NOT NULL,
    PRIMARY KEY (kommune, person, invitation)
);
SELECT grant_service('SELECT, INSERT, UPDATE, DELETE', 'invited');
