-- Whether an audit row of our own tells of it.
ALTER TABLE findings ADD COLUMN noted boolean NOT NULL DEFAULT false;
CREATE INDEX findings_not_noted ON findings (id) WHERE NOT noted;
SELECT grant_service('UPDATE (noted)', 'findings');
