-- The services that a consent names; null: of a consent from before they were named.
ALTER TABLE standings ADD COLUMN partners text[];
