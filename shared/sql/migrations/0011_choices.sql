-- What administrators have changed of what their municipality has chosen: the last fact of each, as it was said.
CREATE TABLE choices (
    kommune text    PRIMARY KEY,
    number  integer NOT NULL,
    body    bytea   NOT NULL
);
SELECT grant_service('SELECT, INSERT, UPDATE (number, body)', 'choices');
