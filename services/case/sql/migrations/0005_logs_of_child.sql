-- Every log of a child, from the log of events itself: what a consent that has ended must reach waits for no projection.
CREATE INDEX events_opened ON events (kommune, child) WHERE type = 'stafettlogg-opened';
