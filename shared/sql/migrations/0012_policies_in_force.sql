-- The access rules that were decided by last: others are an audit row.
CREATE TABLE policies_in_force (
    one    boolean PRIMARY KEY DEFAULT true CHECK (one),
    sha256 text    NOT NULL
);
SELECT grant_service('SELECT, INSERT, UPDATE (sha256)', 'policies_in_force');
