-- What a row was when it was written, by a secret that no database has: see shared/marks.py. A row without one does not
-- leave any more; those from before have left.
ALTER TABLE audit_trail ADD COLUMN mark bytea;
CREATE INDEX audit_trail_writer ON audit_trail (substring(mark FROM 1 FOR 16), position);
