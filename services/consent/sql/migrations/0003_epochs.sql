-- What a key was made for: no day before `day`, and nobody whose consent had ended in the family's log up to `known`.
ALTER TABLE data_keys ADD COLUMN day date, ADD COLUMN known int NOT NULL DEFAULT 0;
UPDATE data_keys SET day = (created_at AT TIME ZONE 'Europe/Oslo')::date;
ALTER TABLE data_keys ALTER COLUMN day SET NOT NULL, ALTER COLUMN known DROP DEFAULT;
