-- The last checkpoint of each audit log that this service has cosigned. It must never forget one.
CREATE TABLE witnessed (
    stream text   PRIMARY KEY,  -- the origin of the log
    size   bigint NOT NULL,
    root   bytea  NOT NULL CHECK (octet_length(root) = 32)
);
SELECT grant_service('SELECT, INSERT, UPDATE (size, root)', 'witnessed');
