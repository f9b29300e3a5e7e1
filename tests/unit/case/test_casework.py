"""The rules of private casework, each as given / when / then."""

from datetime import UTC, date, datetime

import pytest

from services.case.casework import concern as rules
from services.case.casework import events as e
from shared.contracts import case
from shared.contracts.common import Actor, Role
from shared.errors import Unknown
from tests.unit.spec import Spec

spec = Spec(rules.casework(decide_days=14))
teacher = Actor(id="teacher", role=Role.EMPLOYEE, kommune="4999", owner="barnehage", unit="unit")
leader = Actor(id="leader", role=Role.LEADER, kommune="4999", owner="barnehage", unit="unit")
seen = case.Observation(seen="Det som ble sett")


def registered(*, acute: bool = False, by_parents: bool = False) -> e.ConcernRegistered:
    return e.ConcernRegistered(
        child="child", unit="unit", by="teacher", acute=acute, raised_by_parents=by_parents, observations=(seen,),
        interpretation=None,
    )  # fmt: skip


shared = e.ConcernShared(unit="unit", decide_by=date(2026, 12, 7))
decided = e.CaseDecided(outcome=case.Outcome.LEVEL_1, reason="Fordi")
register = case.RegisterConcern(case="case", child="child", observations=(seen, seen))
conversation = case.RecordConversation(case="case", held_on=date(2026, 11, 20), parents_view="Slik ser de det")
decide = case.DecideCase(case="case", outcome=case.Outcome.LEVEL_2, reason="Fordi")
share = case.ShareConcern(case="case")
more = case.AddObservation(case="case", observation=seen)


def test_an_undring_keeps_every_observation_and_the_unit_of_whoever_wondered() -> None:
    spec.given().when(register, by=teacher).then(
        e.ConcernRegistered(
            child="child", unit="unit", by="teacher", acute=False, raised_by_parents=False, observations=(seen, seen),
            interpretation=None,
        )
    )  # fmt: skip


def test_the_same_case_is_not_registered_twice() -> None:
    spec.given(registered()).when(register, by=teacher).refused(rules.CaseExists)


def test_an_observation_can_be_added_while_the_case_is_open() -> None:
    spec.given(registered()).when(more, by=teacher).then(e.ObservationAdded(observation=seen))


def test_sharing_starts_the_municipalitys_clock() -> None:
    spec.given(registered()).when(share, by=teacher).then(shared)


def test_the_clock_counts_days_as_they_are_in_norway() -> None:
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # past midnight in Oslo
    spec.given(registered()).when(share, by=teacher, at=late).then(
        e.ConcernShared(unit="unit", decide_by=date(2026, 12, 8))
    )


def test_sharing_again_changes_nothing() -> None:
    spec.given(registered(), shared).when(share, by=teacher).then()


def test_the_conversation_records_the_parents_view() -> None:
    spec.given(registered()).when(conversation, by=teacher).then(
        e.ConversationRecorded(held_on=date(2026, 11, 20), parents_view="Slik ser de det", childs_view=None)
    )


def test_an_acute_concern_is_never_talked_over_with_the_parents() -> None:
    spec.given(registered(acute=True)).when(conversation, by=teacher).refused(rules.AcuteConcern)


def test_a_conversation_to_come_is_not_recorded_as_held() -> None:
    tomorrow = conversation.model_copy(update={"held_on": date(2026, 11, 24)})
    spec.given(registered()).when(tomorrow, by=teacher).refused(rules.NotInTheFuture)


def test_the_leader_decides_on_what_was_shared() -> None:
    spec.given(registered(), shared).when(decide, by=leader).then(
        e.CaseDecided(outcome=case.Outcome.LEVEL_2, reason="Fordi")
    )


def test_nothing_is_decided_before_it_is_shared() -> None:
    spec.given(registered()).when(decide, by=leader).refused(rules.NotShared)


def test_a_concern_that_the_parents_raised_always_goes_on() -> None:
    closing = decide.model_copy(update={"outcome": case.Outcome.CLOSED})
    spec.given(registered(by_parents=True), shared).when(closing, by=leader).refused(rules.ParentsConcern)


@pytest.mark.parametrize("command", [more, share, conversation, decide], ids=lambda c: c.name)
def test_a_decided_case_is_closed(command: rules.CaseworkCommand) -> None:
    spec.given(registered(), shared, decided).when(command, by=leader).refused(rules.CaseClosed)


@pytest.mark.parametrize("command", [more, share, conversation, decide], ids=lambda c: c.name)
def test_a_case_nobody_registered_is_unknown(command: rules.CaseworkCommand) -> None:
    spec.given().when(command, by=leader).refused(Unknown)


due = rules.MarkDecisionDue(case="case")


def test_an_overdue_decision_is_marked_and_nothing_is_decided() -> None:
    spec.given(registered(), shared).when(due, by=teacher).then(e.DecisionFellDue())


@pytest.mark.parametrize("since", [(), (e.DecisionFellDue(),), (decided,)], ids=["not shared", "marked", "decided"])
def test_the_clock_marks_once_and_only_while_a_decision_is_missing(since: tuple[e.CaseworkEvent, ...]) -> None:
    before = (registered(), shared, *since) if since else (registered(),)
    spec.given(*before).when(due, by=teacher).then()
