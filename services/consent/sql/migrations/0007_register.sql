-- How far the population register's list of changes has been read.
CREATE TABLE register_places (
    kommune text   PRIMARY KEY,
    next    bigint NOT NULL
);
SELECT grant_service('SELECT, INSERT, UPDATE', 'register_places');
