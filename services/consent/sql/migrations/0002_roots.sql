-- Root keys are rolled: each data key names the one it is closed under. Those that were there are under the first,
-- which an older installation had as `root.key`.
ALTER TABLE data_keys ADD COLUMN root text NOT NULL DEFAULT '19700101T000000000000Z';
ALTER TABLE data_keys ALTER COLUMN root DROP DEFAULT;
CREATE INDEX data_keys_root ON data_keys (root);
SELECT grant_service('UPDATE (root, wrapped)', 'data_keys');
