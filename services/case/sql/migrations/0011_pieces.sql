-- Files beside contributions, in pieces that fit a message: sealed like the text, under the same key. A piece whose
-- contribution was never written is seen by nobody, and is removed.
CREATE TABLE pieces (
    kommune      text        NOT NULL,
    contribution text        NOT NULL,
    upload       text        NOT NULL,
    number       int         NOT NULL CHECK (number >= 0),
    key_id       text        NOT NULL,
    sealed       bytea       NOT NULL,
    stored_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (kommune, contribution, upload, number)
);
ALTER TABLE pieces ALTER COLUMN sealed SET STORAGE EXTERNAL;  -- what is encrypted cannot be made smaller
CREATE INDEX pieces_stored_at ON pieces (stored_at);
SELECT grant_service('SELECT, INSERT, DELETE', 'pieces');
