-- Several people of one service may take part, each from a unit, whose leader hears when a baton waits.
ALTER TABLE log_people ADD COLUMN unit text NOT NULL DEFAULT '';
