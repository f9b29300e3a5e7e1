-- Who is signed in. The cookie itself is never stored, only its SHA-256; names are not stored at all.
CREATE TABLE sessions (
    id         bytea       PRIMARY KEY CHECK (octet_length(id) = 32),
    actor      jsonb       NOT NULL,  -- pseudonyms, role and unit
    started_at timestamptz NOT NULL DEFAULT now(),
    seen_at    timestamptz NOT NULL DEFAULT now(),
    notice     text,                  -- code of a message to show once, on the next page
    awaited    text                   -- last event of the person's own act: the next page waits until it shows
);
CREATE INDEX sessions_started ON sessions (started_at);
SELECT grant_service('SELECT, INSERT, UPDATE, DELETE', 'sessions');
