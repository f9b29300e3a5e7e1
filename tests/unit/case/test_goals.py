"""What the stafettlogg is about, and what is hoped for."""

import pytest

from services.case.stafettlogg import asked
from services.case.stafettlogg.asked import goals as ask
from services.case.stafettlogg.events import goals as g
from shared.contracts import case
from tests.unit.case.log import LOG, adviser, opened, parent, spec, teacher

attention = case.ChangeAttention(stafettlogg=LOG, attention="Lek")
add = case.AddGoal(stafettlogg=LOG, goal="g1", text="Leke med andre")
added = g.GoalAdded(goal="g1", text="Leke med andre")
change = case.ChangeGoal(stafettlogg=LOG, goal="g1", text="Leke med to andre")
changed = g.GoalChanged(goal="g1", text="Leke med to andre")
end = case.EndGoal(stafettlogg=LOG, goal="g1", reached=True)
ended = g.GoalEnded(goal="g1", reached=True, reason=None)


def test_the_holder_changes_what_the_log_is_about() -> None:
    spec.given(opened).when(attention, by=teacher).then(g.AttentionChanged(attention="Lek"))


def test_there_may_be_several_goals() -> None:
    spec.given(opened).when(add, by=teacher).then(added)
    second = add.model_copy(update={"goal": "g2"})
    spec.given(opened, added).when(second, by=teacher).then(added.model_copy(update={"goal": "g2"}))


def test_a_goal_is_added_once() -> None:
    spec.given(opened, added).when(add, by=teacher).refused(ask.GoalExists)
    spec.given(opened, added, ended).when(add, by=teacher).refused(ask.GoalExists)


def test_a_goal_is_changed_while_it_is_open() -> None:
    spec.given(opened, added).when(change, by=teacher).then(changed)


def test_a_goal_is_reached_or_dropped() -> None:
    spec.given(opened, added).when(end, by=teacher).then(ended)
    dropped = end.model_copy(update={"reached": False, "reason": "Ikke viktig nå"})
    expected = ended.model_copy(update={"reached": False, "reason": "Ikke viktig nå"})
    spec.given(opened, added, changed).when(dropped, by=teacher).then(expected)


@pytest.mark.parametrize("command", [change, end], ids=lambda c: type(c).__name__)
def test_a_goal_that_is_not_open_is_left_alone(command: asked.StafettloggCommand) -> None:
    spec.given(opened).when(command, by=teacher).refused(ask.GoalNotOpen)
    spec.given(opened, added, ended).when(command, by=teacher).refused(ask.GoalNotOpen)


@pytest.mark.parametrize("command", [attention, add, change, end], ids=lambda c: type(c).__name__)
def test_only_the_holder_sets_the_course(command: asked.StafettloggCommand) -> None:
    for who in (adviser, parent):
        spec.given(opened, added).when(command, by=who).refused(asked.NotTheHolder)
