-- A question from a stafettlogg is for one unit, koordinerende enhet; the others are for everybody in the service.
ALTER TABLE questions ADD COLUMN unit text;
