-- When a breach was known and what became of it. No words: those stand in the municipality's own archive.
CREATE TABLE breaches (
    id            uuid        PRIMARY KEY,  -- of the command that opened it
    kommune       text        NOT NULL,
    known_at      timestamptz NOT NULL,
    actor         text        NOT NULL,     -- the personvernombud who opened it
    investigation uuid,                     -- that led to it
    ended_at      timestamptz,
    outcome       text,
    case_id       text
);
CREATE INDEX breaches_known ON breaches (kommune, known_at);
SELECT grant_service('SELECT, INSERT, UPDATE (ended_at, outcome, case_id)', 'breaches');
