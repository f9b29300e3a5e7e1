-- The language that a person has chosen, by pseudonym; whoever has chosen none has no row.
CREATE TABLE languages (
    kommune  text NOT NULL,
    person   text NOT NULL,
    language text NOT NULL CHECK (language ~ '^[a-z]{2,3}$'),
    used_on  date NOT NULL DEFAULT current_date,  -- forgotten a year after the last sign-in
    PRIMARY KEY (kommune, person)
);
SELECT grant_service('SELECT, INSERT, UPDATE, DELETE', 'languages');
