"""What readers with a key are shown: each thing with what became of it, and its earlier words."""

from datetime import date

from services.case.stafettlogg.events import StafettloggEvent
from services.case.stafettlogg.events import closing as c
from services.case.stafettlogg.events import goals as g
from services.case.stafettlogg.events import level as lv
from services.case.stafettlogg.events import measures as m
from services.case.stafettlogg.events import meetings as t
from services.case.stafettlogg.events import voices as v
from services.case.unsealed.opened import Opened
from shared.contracts.case import Effect, GoalStage, MeasureStage, MeetingStage
from tests.property.copies import Copy
from tests.unit.case.log import agreed, invited, joined, opened, parent, passed, teacher

DAY = date(2027, 4, 15)
begun = (opened, invited, joined)


def told(*events: StafettloggEvent) -> Opened:
    """As a participant reads it; the parent says what only a parent may."""
    copy = Copy()
    for event in (*begun, *events):
        copy.hear(event, parent if isinstance(event, v.Disagreed | c.ReopeningAsked) else teacher)
    return copy.opened


def test_everybody_is_there_by_name() -> None:
    assert [(one.person_name, one.relation) for one in told().participants] == [
        ("Lærer", "employee"), ("Mor", "mother"), ("Rådgiver", "employee"),
    ]  # fmt: skip


def test_earlier_words_of_what_it_is_about_are_kept() -> None:
    found = told(g.AttentionChanged(attention="Lek"), g.AttentionChanged(attention="Lek ute"))
    assert [said.text for said in found.attention] == ["Språk", "Lek", "Lek ute"]


def test_goals_keep_their_earlier_words_and_their_end() -> None:
    added, changed = g.GoalAdded(goal="g1", text="Leke"), g.GoalChanged(goal="g1", text="Leke med to")
    goal = told(added, changed, g.GoalEnded(goal="g1", reached=False, reason="Ikke nå")).goals["g1"]
    assert (goal.text, [said.text for said in goal.earlier]) == ("Leke med to", ["Leke"])
    assert (goal.stage, goal.reason) == (GoalStage.DROPPED, "Ikke nå")
    assert told(added).goal == "Leke"


def test_a_proposal_waits_until_it_is_agreed_or_declined() -> None:
    proposed = m.MeasureProposed(measure="m1", title="Gruppe", description=None)
    assert told(proposed).proposals["m1"].title == "Gruppe"
    assert told(proposed, m.MeasureDeclined(measure="m1", reason="Nei")).proposals == {}
    both = told(proposed, agreed)
    assert (both.proposals, [one.title for one in both.measures["m1"].earlier]) == ({}, ["Gruppe"])


def test_a_tiltak_keeps_its_evaluations_and_its_former_words() -> None:
    evaluated = m.MeasureEvaluated(
        measure="m1", effect=Effect.SOME, happened="Ukentlig", childs_view="Gøy", parents_view=None
    )
    changed = m.MeasureChanged(
        measure="m1", title="Liten gruppe", description=None, responsible="teacher", evaluate_on=DAY
    )
    ended = m.MeasureEnded(measure="m1", reason="Ferdig")
    one = told(agreed, evaluated, changed, evaluated, ended).measures["m1"]
    assert (one.title, one.responsible, one.evaluate_on) == ("Liten gruppe", "teacher", DAY)
    assert ([was.title for was in one.earlier], one.stage, one.reason) == (
        ["Språkgruppe"], MeasureStage.ENDED, "Ferdig",
    )  # fmt: skip
    assert [said.happened for said in one.evaluations] == ["Ukentlig", "Ukentlig"]


def test_minutes_keep_every_edition_and_who_confirmed_the_newest() -> None:
    held = t.MeetingHeld(
        meeting="mo1", held_on=DAY, present=("teacher",), evaluation=False, suggested_level=3, minutes="En",
        without_voice_because=None,
    )  # fmt: skip
    first = t.MinutesConfirmed(meeting="mo1", edition=1, guardian="mother")
    corrected = t.MinutesCorrected(meeting="mo1", edition=2, minutes="To")
    one = told(held, first, corrected).meetings["mo1"]
    assert one.minutes is not None
    assert (one.stage, one.minutes.text, one.edition) == (MeetingStage.HELD, "To", 2)
    assert ([was.text for was in one.earlier], one.confirmed_by, one.suggested_level) == (["En"], (), 3)


def test_what_the_child_said_stands_and_is_fresh_until_the_next_evaluation() -> None:
    heard = (v.VoiceAppointed(person="teacher"), v.ChildHeard(person="teacher", heard_on=DAY, said="Ute", how=None))
    evaluation = t.MeetingHeld(
        meeting="mo1", held_on=DAY, present=("teacher",), evaluation=True, suggested_level=None, minutes="M",
        without_voice_because=None,
    )  # fmt: skip
    before, after = told(*heard).voice, told(*heard, evaluation).voice
    assert (before.fresh, after.fresh) == (True, False)
    assert [one.said for one in after.heard] == ["Ute"]


def test_a_parents_own_word_points_to_its_entry() -> None:
    (statement,) = told(v.Disagreed(guardian="mother", entry="e-1", text="Nei")).statements
    assert (statement.entry, statement.by, statement.text) == ("e-1", "mother", "Nei")


def test_questions_to_coordination_stand_with_their_advice() -> None:
    lifted = lv.LiftedToCoordination(lift="l1", to="ke", anonymous=True, question="Hva nå?")
    lift = told(lifted, lv.AdviceRecorded(lift="l1", advice="Slik")).lifts["l1"]
    assert (lift.question.text, [said.text for said in lift.advice], lift.anonymous) == ("Hva nå?", ["Slik"], True)


def test_a_closed_log_tells_why_and_that_a_parent_wants_it_back() -> None:
    closed = c.StafettloggClosed(because="moved", reason="Flyttet")
    wanted = told(closed, c.ReopeningAsked(guardian="mother", reason="Tilbake")).closing
    assert wanted is not None
    assert wanted.reopening is not None
    assert (wanted.because, wanted.reason, wanted.reopening.text) == ("moved", "Flyttet", "Tilbake")
    back = c.StafettloggReopened(holder="teacher", holder_owner="barnehage", holder_name="Lærer")
    assert told(closed, back).closing is None


def test_a_transition_is_shown_as_offered_and_as_accepted() -> None:
    moving = c.TransitionOffered(to="adviser", leaving="barnehage", on=DAY, reason="Skolestart")
    before, after = told(moving).transition, told(moving, passed).transition
    assert before is not None
    assert after is not None
    assert (before.accepted, after.accepted, after.reason) == (False, True, "Skolestart")
