-- Stands in the schema `shielded`, beside a log of its own: nothing here moves a number that others may see.

-- One key per child and epoch, closed under a root key that lies with this service alone. The consent service keeps
-- the keys of everything else; had it these, it would know of a report.
CREATE TABLE data_keys (
    kommune    text        NOT NULL,
    child      text        NOT NULL,
    epoch      int         NOT NULL CHECK (epoch > 0),
    wrapped    bytea       NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (kommune, child, epoch)
);
SELECT grant_service('SELECT, INSERT', 'data_keys');

-- Read model: who may find a report, whoever wrote it or was shown it.
CREATE TABLE report_people (
    kommune text   NOT NULL,
    person  text   NOT NULL,
    report  text   NOT NULL,
    started bigint NOT NULL,  -- position in the log
    PRIMARY KEY (kommune, person, report)
);
SELECT grant_service('SELECT, INSERT, DELETE', 'report_people');

-- Read model of barnevernet: what has come.
CREATE TABLE incoming (
    kommune text    NOT NULL,
    report  text    NOT NULL,
    arrived bigint  NOT NULL,  -- position in the log
    open    boolean NOT NULL DEFAULT true,
    PRIMARY KEY (kommune, report)
);
CREATE INDEX incoming_order ON incoming (kommune, open DESC, arrived);
SELECT grant_service('SELECT, INSERT, UPDATE, DELETE', 'incoming');
