-- So that whoever takes an audit row in does it in the trace of the act that the row tells of.
ALTER TABLE audit_trail ADD COLUMN traceparent text;
