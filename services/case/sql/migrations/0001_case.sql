-- Read models: folded from the log and from facts, emptied and folded again at will. Names stay in the log, sealed.

CREATE TABLE children (
    kommune text NOT NULL,
    child   text NOT NULL,
    unit    text NOT NULL,
    PRIMARY KEY (kommune, child)
);
CREATE INDEX children_unit ON children (kommune, unit);
SELECT grant_service('SELECT, INSERT, UPDATE, DELETE', 'children');

CREATE TABLE cases (
    kommune   text   NOT NULL,
    case_id   text   NOT NULL,
    child     text   NOT NULL,
    unit      text   NOT NULL,
    stage     text   NOT NULL,
    decide_by date,
    opened_at bigint NOT NULL,  -- position in the log
    PRIMARY KEY (kommune, case_id)
);
CREATE INDEX cases_child ON cases (kommune, child, opened_at);
SELECT grant_service('SELECT, INSERT, UPDATE, DELETE', 'cases');

-- What the family has consented to, as far as the facts have arrived here.
CREATE TABLE standings (
    kommune        text   NOT NULL,
    child          text   NOT NULL,
    consent        text   NOT NULL,
    service        text   NOT NULL,
    state          text   NOT NULL,
    version        int    NOT NULL,
    categories     text[] NOT NULL,
    expires_on     date   NOT NULL,
    asker          text   NOT NULL,
    asked_by_owner text   NOT NULL,
    PRIMARY KEY (kommune, child, consent)
);
SELECT grant_service('SELECT, INSERT, UPDATE, DELETE', 'standings');

CREATE TABLE logs (
    kommune     text    NOT NULL,
    stafettlogg text    NOT NULL,
    child       text    NOT NULL,
    level       int     NOT NULL,
    holder      text    NOT NULL,
    open        boolean NOT NULL,
    opened_by   bigint  NOT NULL,  -- the fact that opened it, which holds the sealed names
    PRIMARY KEY (kommune, stafettlogg)
);
CREATE INDEX logs_child ON logs (kommune, child);
SELECT grant_service('SELECT, INSERT, UPDATE, DELETE', 'logs');

CREATE TABLE log_people (
    kommune     text NOT NULL,
    stafettlogg text NOT NULL,
    person      text NOT NULL,
    owner       text NOT NULL,
    PRIMARY KEY (kommune, stafettlogg, person)
);
CREATE INDEX log_people_person ON log_people (kommune, person);
SELECT grant_service('SELECT, INSERT, UPDATE, DELETE', 'log_people');

-- Whose turn it is: a person's, a leader's of a unit, or anybody's in the service (both empty).
CREATE TABLE tasks (
    kommune    text        NOT NULL,
    task       text        NOT NULL,
    kind       text        NOT NULL,
    person     text        NOT NULL DEFAULT '',
    leader_of  text        NOT NULL DEFAULT '',
    child      text        NOT NULL,
    ref        text        NOT NULL,
    due        date,
    created_at timestamptz NOT NULL,
    done       boolean     NOT NULL DEFAULT false,
    PRIMARY KEY (kommune, task)
);
CREATE INDEX tasks_open ON tasks (kommune, person, leader_of, due) WHERE NOT done;
CREATE INDEX tasks_ref ON tasks (kommune, ref) WHERE NOT done;
SELECT grant_service('SELECT, INSERT, UPDATE, DELETE', 'tasks');
