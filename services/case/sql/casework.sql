-- name: enrol
INSERT INTO children (kommune, child, unit) VALUES ($1, $2, $3)
ON CONFLICT (kommune, child) DO UPDATE SET unit = excluded.unit

-- name: add_note
INSERT INTO notes (kommune, note, child, unit, noted_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING

-- name: draw_notes
UPDATE notes SET case_id = $2 WHERE kommune = $1 AND note = ANY($3::text[])

-- name: notes_of_child
-- Those that no undring has drawn in.
SELECT note FROM notes WHERE kommune = $1 AND child = $2 AND unit = $3 AND case_id IS NULL ORDER BY noted_at DESC

-- name: register_case
INSERT INTO cases (kommune, case_id, child, unit, stage, opened_at, person, raised_by_parents, registered_at)
VALUES ($1, $2, $3, $4, 'registered', $5, $6, $7, $8)
ON CONFLICT DO NOTHING

-- name: set_stage
-- Only forward: a case that was talked over before it was shared has still been talked over.
UPDATE cases SET stage = $3
WHERE kommune = $1 AND case_id = $2
  AND array_position('{registered,shared,talked,level-1,decided}', stage)
    < array_position('{registered,shared,talked,level-1,decided}', $3::text)

-- name: set_clock
UPDATE cases SET decide_by = $3 WHERE kommune = $1 AND case_id = $2

-- name: set_outcome
UPDATE cases SET outcome = $3 WHERE kommune = $1 AND case_id = $2

-- name: add_task_for_registrar
INSERT INTO tasks (kommune, task, kind, person, child, ref, due, created_at)
SELECT kommune, $3, $4, person, child, case_id, $5, $6 FROM cases
WHERE kommune = $1 AND case_id = $2 AND person <> ''
ON CONFLICT (kommune, task) DO UPDATE SET done = false, due = excluded.due, created_at = excluded.created_at

-- name: add_task_for_inviter
-- Parents may write as long as they like before the conversation; in a decided case that is nobody's turn.
INSERT INTO tasks (kommune, task, kind, person, child, ref, due, created_at)
SELECT c.kommune, $4, $5, i.asker, c.child, c.case_id, i.meets_on, $6
FROM invited i JOIN cases c USING (kommune, case_id)
WHERE i.kommune = $1 AND i.person = $2 AND i.invitation = $3 AND c.stage <> 'decided'
ON CONFLICT (kommune, task) DO UPDATE SET done = false, created_at = excluded.created_at

-- name: case_of
SELECT child, unit, stage, decide_by, outcome FROM cases WHERE kommune = $1 AND case_id = $2

-- name: cases_of_child
SELECT case_id, stage, outcome, raised_by_parents, registered_at FROM cases
WHERE kommune = $1 AND child = $2 AND unit = $3 ORDER BY opened_at DESC

-- name: invite
INSERT INTO invited (kommune, person, invitation, case_id, invited_at, asker, meets_on)
SELECT $1, person, $3, $4, $5, $6, $7 FROM unnest($2::text[]) AS person
ON CONFLICT DO NOTHING

-- name: invitations_to
SELECT invitation, case_id FROM invited WHERE kommune = $1 AND person = $2 ORDER BY invited_at DESC

-- name: invitation_to
SELECT case_id FROM invited WHERE kommune = $1 AND person = $2 AND invitation = $3
