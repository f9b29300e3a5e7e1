-- Who holds copies of what it may read no more, since a consent ended, and its signed word that they are struck.
CREATE TABLE purges (
    kommune    text        NOT NULL,
    consent    text        NOT NULL,
    service    text        NOT NULL,
    child      text        NOT NULL,
    ended_at   timestamptz,  -- null: the receipt came before we folded the end
    due_at     timestamptz,
    struck     int,
    purged_at  timestamptz,
    signature  bytea,        -- the service's, over what it said
    alarmed_at timestamptz,
    PRIMARY KEY (kommune, consent, service)
);
CREATE INDEX purges_due ON purges (due_at) WHERE signature IS NULL;
SELECT grant_service('SELECT, INSERT, UPDATE', 'purges');
