-- Which person a birth number belongs to, by HMAC under a key that is not in the database.
CREATE TABLE people_index (
    kommune    text        NOT NULL,
    blind      bytea       NOT NULL CHECK (octet_length(blind) = 32),
    person     text        NOT NULL,
    claimed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (kommune, blind)
);
SELECT grant_service('SELECT, INSERT', 'people_index');

-- One key per child, owner, category and epoch, each closed under the root key, which is not in the database either.
CREATE TABLE data_keys (
    kommune    text        NOT NULL,
    child      text        NOT NULL,
    owner      text        NOT NULL,
    category   text        NOT NULL,
    epoch      int         NOT NULL CHECK (epoch > 0),
    wrapped    bytea       NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (kommune, child, owner, category, epoch)
);
SELECT grant_service('SELECT, INSERT', 'data_keys');

-- Read model, folded from the log: whose children a person may ask about.
CREATE TABLE relations (
    kommune     text    NOT NULL,
    guardian    text    NOT NULL,
    child       text    NOT NULL,
    relation    text    NOT NULL,
    responsible boolean NOT NULL,
    PRIMARY KEY (kommune, guardian, child)
);
CREATE INDEX relations_child ON relations (kommune, child);
SELECT grant_service('SELECT, INSERT, UPDATE, DELETE', 'relations');
