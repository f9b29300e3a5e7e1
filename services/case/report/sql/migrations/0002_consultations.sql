-- Anonymous consultations stand beside reports: here neither positions nor audit rows tell anybody else of them.

-- Read model of whoever asks: who may find what was asked, and whose answer waits to be read.
CREATE TABLE consultations (
    kommune     text   NOT NULL,
    stream      text   NOT NULL,
    person      text   NOT NULL,
    unit        text   NOT NULL,
    child       text   NOT NULL,
    position    bigint NOT NULL,
    answered_at timestamptz,
    PRIMARY KEY (kommune, stream)
);
CREATE INDEX consultations_person ON consultations (kommune, person);
CREATE INDEX consultations_unit ON consultations (kommune, unit);
SELECT grant_service('SELECT, INSERT, UPDATE, DELETE', 'consultations');

-- Read model of whoever answers: what has come. Nobody stands here.
CREATE TABLE questions (
    kommune    text        NOT NULL,
    stream     text        NOT NULL,
    position   bigint      NOT NULL,
    arrived_at timestamptz NOT NULL,
    open       boolean     NOT NULL DEFAULT true,
    PRIMARY KEY (kommune, stream)
);
CREATE INDEX questions_order ON questions (kommune, open DESC, position);
SELECT grant_service('SELECT, INSERT, UPDATE, DELETE', 'questions');
