-- The first day of what a consent covers; null: of a consent from before it was told, which covers everything.
ALTER TABLE standings ADD COLUMN covers_from date;
