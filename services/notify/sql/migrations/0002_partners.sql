-- The services that a consent names; null: of a consent from before they were named. `aside`: it lets nobody in.
ALTER TABLE consents
    ADD COLUMN partners text[],
    DROP CONSTRAINT consents_state_check,
    ADD CHECK (state IN ('asked', 'active', 'ended', 'aside'));
