-- Who is around a child, as public facts tell: ids only, to decide who should hear of the next fact.
-- `version` is the fact's place in its stream: a fact that is driven again late does not undo a later one.
CREATE TABLE watchers (
    kommune     text NOT NULL,
    child       text NOT NULL,
    stafettlogg text NOT NULL,  -- empty for a guardian
    person      text NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('guardian', 'participant', 'holder', 'left')),
    service     text NOT NULL,
    version     int  NOT NULL,
    PRIMARY KEY (kommune, child, stafettlogg, person)
);
SELECT grant_service('SELECT, INSERT, UPDATE', 'watchers');

CREATE TABLE consents (
    kommune       text   NOT NULL,
    consent       text   NOT NULL,
    child         text   NOT NULL,
    service       text   NOT NULL,  -- whom it lets in
    asker         text,
    asker_service text,
    categories    text[] NOT NULL,
    state         text   NOT NULL CHECK (state IN ('asked', 'active', 'ended')),
    version       int    NOT NULL,
    PRIMARY KEY (kommune, consent)
);
CREATE INDEX consents_child ON consents (kommune, child);
SELECT grant_service('SELECT, INSERT, UPDATE', 'consents');

-- A notice says nothing but that there is something to see; `children` is why it waits, so that it can be taken back.
CREATE TABLE notices (
    kommune    text        NOT NULL,
    notice     uuid        NOT NULL,
    person     text        NOT NULL,
    urgency    text        NOT NULL CHECK (urgency IN ('now', 'digest')),
    children   text[]      NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    due_at     timestamptz NOT NULL,
    state      text        NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sending', 'sent', 'failed')),
    attempts   int         NOT NULL DEFAULT 0,
    sent_at    timestamptz,
    message_id text,
    PRIMARY KEY (kommune, notice)
);
CREATE UNIQUE INDEX notices_waiting ON notices (kommune, person, urgency) WHERE state = 'waiting';
CREATE INDEX notices_due ON notices (due_at) WHERE state IN ('waiting', 'sending');
CREATE INDEX notices_person ON notices (kommune, person, created_at);
SELECT grant_service('SELECT, INSERT, UPDATE, DELETE', 'notices');
