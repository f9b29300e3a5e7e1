-- Whose birthday a midnight is, by HMAC of month and day under a key that is not in the database; the year is nowhere.
CREATE TABLE birthdays (
    kommune text  NOT NULL,
    child   text  NOT NULL,
    blind   bytea NOT NULL CHECK (octet_length(blind) = 32),
    PRIMARY KEY (kommune, child)
);
CREATE INDEX birthdays_blind ON birthdays (kommune, blind);
SELECT grant_service('SELECT, INSERT, UPDATE', 'birthdays');
