-- Fagsystemer: what they have proven, what they were given, and which request each key of theirs stands for.
-- Everything is known by its SHA-256 alone.
CREATE TABLE assertions (
    id       bytea       PRIMARY KEY CHECK (octet_length(id) = 32),
    spent_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX assertions_spent ON assertions (spent_at);
SELECT grant_service('SELECT, INSERT, UPDATE, DELETE', 'assertions');

CREATE TABLE access_tokens (
    id       bytea       PRIMARY KEY CHECK (octet_length(id) = 32),
    client   text        NOT NULL,
    actor    jsonb       NOT NULL,  -- pseudonyms, role and unit of the person that the client acts for
    given_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX access_tokens_given ON access_tokens (given_at);
SELECT grant_service('SELECT, INSERT, UPDATE, DELETE', 'access_tokens');

CREATE TABLE idempotency_keys (
    id       bytea       PRIMARY KEY CHECK (octet_length(id) = 32),
    request  bytea       NOT NULL CHECK (octet_length(request) = 32),
    first_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idempotency_keys_first ON idempotency_keys (first_at);
SELECT grant_service('SELECT, INSERT, UPDATE, DELETE', 'idempotency_keys');
