-- The service's own role is named like its database; it never owns a table and gets only what is granted here.
CREATE FUNCTION grant_service(privileges text, relation text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('GRANT %s ON %I TO %I', privileges, relation, current_database());
END $$;

-- The log: what happened, in the order it was committed. Nobody may change or remove a row.
CREATE TABLE events (
    position       bigint GENERATED ALWAYS AS IDENTITY,
    kommune        text        NOT NULL,
    stream         text        NOT NULL,
    version        int         NOT NULL CHECK (version > 0),
    child          text        NOT NULL,  -- the pseudonym of whom it concerns
    event_id       uuid        NOT NULL,
    type           text        NOT NULL,
    schema_version smallint    NOT NULL,
    data           bytea       NOT NULL,  -- JSON of ids, times, enums and numbers
    sealed         bytea,                 -- nonce and AES-256-GCM ciphertext of the personal fields
    key_id         text,
    actor          bytea       NOT NULL,
    correlation    uuid        NOT NULL,
    causation      uuid        NOT NULL,
    traceparent    text,
    recorded_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (kommune, stream, version),
    CHECK ((sealed IS NULL) = (key_id IS NULL))
);
CREATE UNIQUE INDEX events_position ON events (position);
SELECT grant_service('SELECT, INSERT', 'events');

-- Who did or saw what: written in the same transaction as the change, and before a read is answered.
CREATE TABLE audit_trail (
    position    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kommune     text        NOT NULL,
    entry       bytea       NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
SELECT grant_service('SELECT, INSERT', 'audit_trail');

-- Public facts of all owners, as they arrived: verified, and sealed as they were sent.
CREATE TABLE facts (
    position        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kommune         text        NOT NULL,
    owner           text        NOT NULL,
    source_position bigint      NOT NULL,  -- in the owner's own log
    child           text        NOT NULL,
    type            text        NOT NULL,
    body            bytea       NOT NULL,  -- the envelope, exactly as signed
    signature       bytea       NOT NULL,
    received_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (owner, kommune, source_position)  -- whatever is delivered or published again is stored once
);
CREATE INDEX facts_child ON facts (kommune, child, position);
SELECT grant_service('SELECT, INSERT', 'facts');

-- How far each relay and projection has come. `epoch` names the stream it counts in.
CREATE TABLE checkpoints (
    name     text   PRIMARY KEY,
    epoch    text   NOT NULL,
    position bigint NOT NULL
);
SELECT grant_service('SELECT, INSERT, UPDATE, DELETE', 'checkpoints');

-- Messages whose effect is in this database already.
CREATE TABLE inbox (
    consumer    text        NOT NULL,
    message_id  uuid        NOT NULL,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (consumer, message_id)
);
SELECT grant_service('SELECT, INSERT', 'inbox');

-- Deadlines, folded from the log. A timer that has fired keeps its row, so that a rebuild does not fire it again.
CREATE TABLE timers (
    kommune  text        NOT NULL,
    name     text        NOT NULL,
    kind     text        NOT NULL,
    subject  text        NOT NULL,  -- the stream it concerns
    item     text        NOT NULL DEFAULT '',
    due_at   timestamptz NOT NULL,
    ended_at timestamptz,           -- fired or cancelled
    PRIMARY KEY (kommune, name)
);
CREATE INDEX timers_due ON timers (due_at) WHERE ended_at IS NULL;
SELECT grant_service('SELECT, INSERT, UPDATE', 'timers');
