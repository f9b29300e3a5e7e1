-- Who reads a child's shared content in an emergency, and until when. Folded from the facts.
CREATE TABLE emergencies (
    kommune   text        NOT NULL,
    emergency text        NOT NULL,
    child     text        NOT NULL,
    person    text        NOT NULL,
    ends_at   timestamptz NOT NULL,
    PRIMARY KEY (kommune, emergency)
);
CREATE INDEX emergencies_child ON emergencies (kommune, child, ends_at);
CREATE INDEX emergencies_person ON emergencies (kommune, person, ends_at);
SELECT grant_service('SELECT, INSERT', 'emergencies');
