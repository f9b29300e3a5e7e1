-- A deadline for an evaluation names its day now: a tiltak that goes on has another one, beside the first.

UPDATE timers
SET item = item || '@' || (due_at AT TIME ZONE 'Europe/Oslo')::date,
    name = name || '@' || (due_at AT TIME ZONE 'Europe/Oslo')::date
WHERE kind = 'evaluate' AND item NOT LIKE '%@%';
