-- When the personvernombud was told that the time is nearly over.
ALTER TABLE breaches ADD COLUMN reminded_at timestamptz;
SELECT grant_service('UPDATE (reminded_at)', 'breaches');
