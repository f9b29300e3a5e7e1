-- Which streams are about a child: asked when the family asks what is held.
CREATE INDEX events_begun ON events (kommune, child) WHERE version = 1;
