-- Which witness has seen which checkpoint: the lines that stand below its note.
CREATE TABLE cosignatures (
    log     int    NOT NULL,
    size    bigint NOT NULL,
    service text   NOT NULL,
    note    text   NOT NULL,
    PRIMARY KEY (log, service, size),
    FOREIGN KEY (log, size) REFERENCES log_checkpoints
);
SELECT grant_service('SELECT, INSERT', 'cosignatures');

-- How far each owner's numbers have been looked through, and where the owner said that its trail ended when it was last
-- asked. `silent`: for how many rounds it has not answered.
CREATE TABLE trails (
    kommune text   NOT NULL,
    owner   text   NOT NULL,
    checked bigint NOT NULL DEFAULT 0,
    told    bigint NOT NULL DEFAULT 0,
    silent  int    NOT NULL DEFAULT 0,
    PRIMARY KEY (kommune, owner)
);
SELECT grant_service('SELECT, INSERT, UPDATE (checked, told, silent)', 'trails');

CREATE UNIQUE INDEX leaves_position ON leaves (log, position);
