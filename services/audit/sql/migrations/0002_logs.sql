-- One transparency log per municipality, owner and year, over the entries. `origin` in code is made of these three.
CREATE TABLE logs (
    id       int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kommune  text   NOT NULL,
    owner    text   NOT NULL,
    year     int    NOT NULL,
    size     bigint NOT NULL DEFAULT 0,
    position bigint NOT NULL,  -- of the newest of `entries` that stands in it, or in the year's before
    UNIQUE (kommune, owner, year)
);
SELECT grant_service('SELECT, INSERT, UPDATE (size, position)', 'logs');

-- What is committed to. The opening (the entry and the key of its commitment) is sealed under the child's own audit key;
-- of an entry about no child it is open, and of one about a child whose keys were destroyed there is none.
CREATE TABLE leaves (
    log        int    NOT NULL REFERENCES logs,
    index      bigint NOT NULL,
    position   bigint NOT NULL,  -- in `entries`
    commitment bytea  NOT NULL CHECK (octet_length(commitment) = 32),
    opening    bytea,
    key_id     text,
    PRIMARY KEY (log, index),
    CHECK (key_id IS NULL OR opening IS NOT NULL)
);
SELECT grant_service('SELECT, INSERT', 'leaves');

-- Roots of full subtrees, see shared/transparency/merkle.py. They never change.
CREATE TABLE nodes (
    log   int      NOT NULL REFERENCES logs,
    level smallint NOT NULL,
    index bigint   NOT NULL,
    hash  bytea    NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (log, level, index)
);
SELECT grant_service('SELECT, INSERT', 'nodes');

-- What the log has promised: signed notes, committed before anybody else sees them.
CREATE TABLE log_checkpoints (
    log       int         NOT NULL REFERENCES logs,
    size      bigint      NOT NULL,
    note      bytea       NOT NULL,
    signed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (log, size)
);
SELECT grant_service('SELECT, INSERT', 'log_checkpoints');

-- What is not as it must be, and where: shown to the personvernombud until it has ended.
CREATE TABLE findings (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kommune  text        NOT NULL,
    owner    text        NOT NULL,
    kind     text        NOT NULL,
    item     text        NOT NULL,  -- which log, witness, leaf or number
    found_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at timestamptz
);
CREATE UNIQUE INDEX findings_open ON findings (kommune, owner, kind, item) WHERE ended_at IS NULL;
SELECT grant_service('SELECT, INSERT, UPDATE (ended_at)', 'findings');
