-- No key is made again for a child whose keys were destroyed.
CREATE TRIGGER erased BEFORE INSERT ON data_keys FOR EACH ROW EXECUTE FUNCTION drop_key_of_erased();
SELECT grant_service('DELETE', 'data_keys');

-- Which child a birth number led to is forgotten with the child.
SELECT grant_service('DELETE', 'people_index');

-- What was destroyed when, for ever: each head is a hash over the head before and this entry, signed.
CREATE TABLE shred_ledger (
    position  bigint PRIMARY KEY CHECK (position > 0),
    kommune   text   NOT NULL,
    child     text   NOT NULL,   -- empty: an entry about the ledger itself
    erasure   text   NOT NULL UNIQUE,
    entry     bytea  NOT NULL,
    head      bytea  NOT NULL CHECK (octet_length(head) = 32),
    signature bytea  NOT NULL
);
SELECT grant_service('SELECT, INSERT', 'shred_ledger');

-- After a restore the log goes on where others have heard it end, so that no position of theirs is used for another
-- event. The service may move it forward only.
CREATE FUNCTION skip_positions(heard bigint) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
    SELECT setval(pg_get_serial_sequence('events', 'position'), greatest(heard, last_value)) FROM events_position_seq
$$;

-- Of each stafettlogg, by positions of the family's log: when it was last begun and last taken by the archive.
CREATE TABLE archive_stand (
    kommune    text   NOT NULL,
    stafettlogg text  NOT NULL,
    child      text   NOT NULL,
    heard      bigint NOT NULL,
    opened     bigint NOT NULL DEFAULT 0,
    deposited  bigint NOT NULL DEFAULT 0,
    closed_at  timestamptz,   -- null: it is open
    PRIMARY KEY (kommune, stafettlogg)
);
CREATE INDEX archive_stand_child ON archive_stand (kommune, child);
SELECT grant_service('SELECT, INSERT, UPDATE', 'archive_stand');

-- What was found missing in this database after a restore, until it has been made good.
CREATE TABLE restores (
    upto      bigint PRIMARY KEY,
    after     bigint NOT NULL,
    found_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    mended_at timestamptz
);
SELECT grant_service('SELECT, INSERT, UPDATE (mended_at)', 'restores');
