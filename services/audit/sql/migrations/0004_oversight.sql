-- How much of a log was walked through, and when.
CREATE TABLE walks (
    log  int         PRIMARY KEY REFERENCES logs,
    size bigint      NOT NULL,
    at   timestamptz NOT NULL DEFAULT clock_timestamp()
);
SELECT grant_service('SELECT, INSERT, UPDATE (size, at)', 'walks');

-- What the personvernombud looks into. No words: those stand in the municipality's own archive, under `case_id`.
CREATE TABLE investigations (
    id        uuid        PRIMARY KEY,  -- of the command that opened it
    kommune   text        NOT NULL,
    ref       text        NOT NULL,     -- what it is about: `f-<finding>`
    actor     text        NOT NULL,     -- the personvernombud who opened it
    opened_at timestamptz NOT NULL,
    closed_at timestamptz,
    outcome   text,
    case_id   text
);
CREATE UNIQUE INDEX investigations_open ON investigations (kommune, ref) WHERE closed_at IS NULL;
SELECT grant_service('SELECT, INSERT, UPDATE (closed_at, outcome, case_id)', 'investigations');

CREATE TABLE identities_opened (
    investigation uuid        NOT NULL REFERENCES investigations,
    person        text        NOT NULL,
    reason        text        NOT NULL,
    actor         text        NOT NULL,
    at            timestamptz NOT NULL,
    PRIMARY KEY (investigation, person)
);
SELECT grant_service('SELECT, INSERT', 'identities_opened');

-- What happened between two moments, and how many acts a day had, without reading the rows.
CREATE INDEX entries_at ON entries (kommune, at) INCLUDE (outcome);
