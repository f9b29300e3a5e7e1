"""The child's voice, and a parent's own word on any entry."""

from datetime import date

import pytest

from services.case.stafettlogg import asked
from services.case.stafettlogg.asked import voices as ask
from services.case.stafettlogg.events import voices as v
from shared.contracts import case
from shared.contracts.common import Actor, Role
from shared.errors import Unknown
from tests.unit.case.log import LOG, adviser, invited, joined, opened, parent, passed, spec, teacher

begun = (opened, invited, joined)
appoint = case.AppointVoice(stafettlogg=LOG, person="adviser")
appointed = v.VoiceAppointed(person="adviser")
record = case.RecordVoice(stafettlogg=LOG, heard_on=date(2026, 11, 23), said="Jeg vil leke ute", how="Tegning")
heard = v.ChildHeard(person="adviser", heard_on=date(2026, 11, 23), said="Jeg vil leke ute", how="Tegning")
disagree = ask.DisagreeWith(command=case.Disagree(stafettlogg=LOG, entry="e-1", text="Slik var det ikke"), known=True)
disagreed = v.Disagreed(guardian="mother", entry="e-1", text="Slik var det ikke")


def test_the_holder_names_who_is_to_hear_the_child() -> None:
    spec.given(*begun).when(appoint, by=teacher).then(appointed)
    spec.given(*begun, appointed).when(appoint, by=teacher).then()
    another = appoint.model_copy(update={"person": "mother"})
    spec.given(*begun, appointed).when(another, by=teacher).then(v.VoiceAppointed(person="mother"))


def test_the_same_person_is_asked_again_before_the_next_evaluation() -> None:
    spec.given(*begun, appointed, heard).when(appoint, by=teacher).then(appointed)
    spec.given(*begun, appointed, heard, appointed).when(appoint, by=teacher).then()


def test_only_the_holder_names_them() -> None:
    spec.given(*begun).when(appoint, by=adviser).refused(asked.NotTheHolder)


def test_they_are_around_the_child() -> None:
    spec.given(opened).when(appoint, by=teacher).refused(asked.NotTakingPart)


def test_whoever_is_appointed_writes_down_what_the_child_says() -> None:
    spec.given(*begun, appointed).when(record, by=adviser).then(heard)
    spec.given(*begun, appointed, passed).when(record, by=adviser).then(heard)


def test_nobody_else_speaks_for_the_child() -> None:
    spec.given(*begun, appointed).when(record, by=teacher).refused(ask.NotAppointed)
    spec.given(*begun).when(record, by=teacher).refused(ask.NotAppointed)


def test_the_child_is_heard_first_and_written_down_after() -> None:
    tomorrow = record.model_copy(update={"heard_on": date(2026, 11, 24)})
    spec.given(*begun, appointed).when(tomorrow, by=adviser).refused(ask.HeardInTheFuture)


def test_a_guardian_may_disagree_with_any_entry() -> None:
    spec.given(*begun).when(disagree, by=parent).then(disagreed)
    spec.given(*begun, disagreed).when(disagree, by=parent).then(disagreed)


def test_so_may_the_child_itself_whom_the_policies_let_in_when_it_is_old_enough() -> None:
    youth = Actor(id="child", role=Role.YOUTH, kommune="4999", owner="familie")
    spec.given(*begun).when(disagree, by=youth).then(disagreed.model_copy(update={"guardian": "child"}))
    other = youth.model_copy(update={"id": "c-2"})
    spec.given(*begun).when(disagree, by=other).refused(asked.NotTheFamily)


@pytest.mark.parametrize("who", [teacher, adviser], ids=lambda who: who.id)
def test_staff_do_not_write_in_the_familys_name(who: Actor) -> None:
    spec.given(*begun).when(disagree, by=who).refused(asked.NotTheFamily)


def test_one_disagrees_with_something() -> None:
    spec.given(*begun).when(disagree.model_copy(update={"known": False}), by=parent).refused(Unknown)


def test_no_command_takes_a_counter_statement_away() -> None:
    """Staff have nothing to ask for: no event but itself knows of it."""
    names = {event.__name__ for event in (v.VoiceAppointed, v.ChildHeard, v.Disagreed)}
    assert names == {kind.__name__ for kind in v.VoiceEvent.__args__}
