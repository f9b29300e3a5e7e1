-- Nødåpninger: folded from their streams. What is going on decides about keys, what is not reviewed about the next one.
CREATE TABLE emergencies (
    kommune     text        NOT NULL,
    emergency   text        NOT NULL,
    child       text        NOT NULL,
    person      text        NOT NULL,
    owner       text        NOT NULL,
    unit        text        NOT NULL,
    opened_at   timestamptz NOT NULL,
    ends_at     timestamptz NOT NULL,
    review_by   timestamptz NOT NULL,
    reviewed_at timestamptz,
    PRIMARY KEY (kommune, emergency)
);
CREATE INDEX emergencies_child ON emergencies (kommune, child, ends_at);
CREATE INDEX emergencies_person ON emergencies (kommune, person);
SELECT grant_service('SELECT, INSERT, UPDATE', 'emergencies');
