-- What others shared is struck from our copy when we may read it no more: its sealed part goes, the rest stays.
ALTER TABLE facts ADD COLUMN struck_at timestamptz;
CREATE INDEX facts_struck ON facts (kommune, child) WHERE struck_at IS NOT NULL;
SELECT grant_service('UPDATE (body, struck_at)', 'facts');
