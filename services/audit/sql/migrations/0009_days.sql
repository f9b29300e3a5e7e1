-- A day's rows are counted, and the positions between which they stand are found, without reading the rows.
DROP INDEX entries_at;
CREATE INDEX entries_at ON entries (kommune, at) INCLUDE (outcome, position);
