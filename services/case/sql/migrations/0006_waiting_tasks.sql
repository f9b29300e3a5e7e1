-- More is somebody's turn, also in logs and cases from before: the read models are emptied and folded again.
TRUNCATE children, cases, notes, invited, standings, logs, log_people, tasks;
DELETE FROM checkpoints WHERE name IN ('own', 'shared');

ALTER TABLE invited
    ADD COLUMN asker    text NOT NULL,
    ADD COLUMN meets_on date NOT NULL;

-- asleep: done as long as the log is closed.
ALTER TABLE tasks ADD COLUMN asleep boolean NOT NULL DEFAULT false;
DROP INDEX tasks_ref;
CREATE INDEX tasks_ref ON tasks (kommune, ref) WHERE NOT done OR asleep;
