-- Leases of this owner's own keys, sealed to it as they came: without its private key, which no database holds, they
-- are nothing. They last a day.
CREATE TABLE own_leases (
    kommune  text        NOT NULL,
    child    text        NOT NULL,
    category text        NOT NULL,
    epoch    int         NOT NULL,
    sealed   bytea       NOT NULL,
    ends_at  timestamptz NOT NULL,
    PRIMARY KEY (kommune, child, category, epoch)
);
CREATE INDEX own_leases_ends ON own_leases (ends_at);
SELECT grant_service('SELECT, INSERT, UPDATE, DELETE', 'own_leases');
