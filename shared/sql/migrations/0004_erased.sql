-- Children whose keys were destroyed: no key of theirs is kept here ever again. entry and head: where the consent
-- service's ledger stood then, so that every owner can tell when that ledger has been set back.
CREATE TABLE erased (
    kommune     text        NOT NULL,
    child       text        NOT NULL,
    entry       bigint      NOT NULL,
    head        bytea       NOT NULL CHECK (octet_length(head) = 32),
    erased_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    receipt_at  timestamptz,  -- when the consent service had this owner's receipt
    PRIMARY KEY (kommune, child)
);
SELECT grant_service('SELECT, INSERT, UPDATE (receipt_at)', 'erased');

-- A key that was on its way while the child's keys were destroyed is dropped in silence. Each query of a function sees
-- what was committed while it waited for the lock, which a single statement would not.
CREATE FUNCTION drop_key_of_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtext('erased'), hashtext(NEW.kommune || '/' || NEW.child));
    IF EXISTS (SELECT FROM erased e WHERE e.kommune = NEW.kommune AND e.child = NEW.child) THEN
        RETURN NULL;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER erased BEFORE INSERT ON own_leases FOR EACH ROW EXECUTE FUNCTION drop_key_of_erased();
