-- Sign-ins under way. Of the cookie only its SHA-256; what must fit is derived from the cookie and stands nowhere.
CREATE TABLE attempts (
    id         bytea       PRIMARY KEY CHECK (octet_length(id) = 32),
    door       text        NOT NULL,  -- the address of a provider of a municipality, here
    back       text        NOT NULL,  -- the page to show afterwards, one of ours
    fresh      boolean     NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX attempts_started ON attempts (started_at);
SELECT grant_service('SELECT, INSERT, UPDATE, DELETE', 'attempts');

ALTER TABLE sessions
    ADD COLUMN shown_at timestamptz,  -- when they showed who they are, where that was not here
    ADD COLUMN door     text,
    ADD COLUMN sub      bytea,        -- by what the provider ends it: SHA-256 of who, and of which session of its own
    ADD COLUMN sid      bytea,
    ADD COLUMN kept     bytea;        -- their name and what ends the provider's session, sealed under the cookie
CREATE INDEX sessions_sub ON sessions (sub) WHERE sub IS NOT NULL;
CREATE INDEX sessions_sid ON sessions (sid) WHERE sid IS NOT NULL;
