-- Uses that the personvernombud should look at; found again, they are the same. '' : of nobody, about no child.
CREATE TABLE anomalies (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kommune  text        NOT NULL,
    kind     text        NOT NULL,
    actor    text        NOT NULL,
    child    text        NOT NULL,
    day      date        NOT NULL,
    count    int         NOT NULL,
    first_at timestamptz NOT NULL,
    last_at  timestamptz NOT NULL,
    found_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (kommune, kind, actor, child, day)
);
SELECT grant_service('SELECT, INSERT, UPDATE (count, first_at, last_at)', 'anomalies');
