-- What a receiver is to be told, and how it went: one row for each kind, because a second word would say the same.
CREATE TABLE webhooks (
    kommune     text        NOT NULL,
    receiver    text        NOT NULL,
    kind        text        NOT NULL CHECK (kind IN ('stafett.task', 'stafett.news')),
    event       uuid,                            -- what waits or is on its way; null: nothing does
    next_event  uuid,                            -- what came while that was on its way
    on_its_way  boolean     NOT NULL DEFAULT false,
    since       timestamptz NOT NULL DEFAULT clock_timestamp(),
    due_at      timestamptz NOT NULL,
    attempts    int         NOT NULL DEFAULT 0,
    told_at     timestamptz,
    given_up_at timestamptz,
    PRIMARY KEY (kommune, receiver, kind)
);
CREATE INDEX webhooks_due ON webhooks (due_at) WHERE event IS NOT NULL;
SELECT grant_service('SELECT, INSERT, UPDATE', 'webhooks');
