-- What families have asked for and nobody has answered whole: what the personvernombud looks after.
CREATE TABLE open_rights (
    kommune text NOT NULL,
    child   text NOT NULL,
    request text NOT NULL,
    PRIMARY KEY (kommune, request)
);
SELECT grant_service('SELECT, INSERT, DELETE', 'open_rights');
