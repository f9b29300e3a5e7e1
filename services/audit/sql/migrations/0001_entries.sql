-- Who did or saw what, as every owner has signed it. Acts, never content. Nobody may change or remove a row.
CREATE TABLE entries (
    position        bigint GENERATED ALWAYS AS IDENTITY,
    kommune         text        NOT NULL,
    owner           text        NOT NULL,  -- whose data it concerns, and who signed
    source_position bigint      NOT NULL,  -- in the owner's own trail
    at              timestamptz NOT NULL,
    actor           text        NOT NULL,
    role            text        NOT NULL,
    unit            text,
    action          text        NOT NULL,
    child           text,
    outcome         text        NOT NULL,
    code            text,
    correlation     uuid        NOT NULL,
    body            bytea       NOT NULL,  -- the entry, exactly as signed
    signature       bytea       NOT NULL,
    received_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- Begins with the municipality, as every index here: no search walks through the acts of others.
    PRIMARY KEY (kommune, position),
    UNIQUE (owner, kommune, source_position)  -- whatever is delivered or published again is stored once
);
CREATE INDEX entries_child ON entries (kommune, child, position) WHERE child IS NOT NULL;
CREATE INDEX entries_actor ON entries (kommune, actor, position);
CREATE INDEX entries_owner ON entries (kommune, owner, position);
CREATE INDEX entries_action ON entries (kommune, action, position);
-- Nearly every act is done; the few that were not are what is looked for.
CREATE INDEX entries_not_done ON entries (kommune, outcome, position) WHERE outcome <> 'done';
SELECT grant_service('SELECT, INSERT', 'entries');

-- Messages on the stream that were not stored, by whom they claim to come from and what was wrong.
CREATE TABLE left_out (
    owner   text        NOT NULL,
    reason  text        NOT NULL,
    count   bigint      NOT NULL,
    last_at timestamptz NOT NULL,
    PRIMARY KEY (owner, reason)
);
SELECT grant_service('SELECT, INSERT, UPDATE', 'left_out');
