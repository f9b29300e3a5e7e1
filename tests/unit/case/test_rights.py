"""What an owner gives of what it holds: every item decided, once; and nothing that tells of what is withheld."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path
from uuid import UUID, uuid4

import orjson
import pytest

from services.case.casework.events import AcuteAnswered, ChildEnrolled, ConcernRegistered
from services.case.rights import access, items, projection
from services.case.rights.decider import DECIDER, AccessAnswered, DecideOf, ItemsUndecided
from services.case.rights.events import AccessDecided
from shared.access import Policies
from shared.contracts import consent
from shared.contracts.audit import AuditEntry, Outcome
from shared.contracts.case import Basis, DecideAccess, Observation, TaskKind, Withheld
from shared.contracts.common import Actor, Role
from shared.contracts.consent import RightStanding
from shared.errors import AccessDenied
from shared.events import Recorded
from tests.unit.case.told import Told
from tests.unit.policies import without
from tests.unit.spec import AT, Spec

spec = Spec(DECIDER)
ONE, TWO = uuid4(), uuid4()
chief = Actor(id="p-chief", role=Role.LEADER, kommune="4999", owner="ppt", unit="ppt-1")
HIDDEN = Withheld(item=TWO, basis=Basis.PVL_16_C)


def deciding(given: tuple[UUID, ...], withheld: tuple[Withheld, ...], held: Sequence[UUID] = (ONE, TWO)) -> DecideOf:
    return DecideOf(DecideAccess(child="c-1", request="r-1", given=given, withheld=withheld), frozenset(held))


decided = AccessDecided(child="c-1", request="r-1", by=chief.id, given=(ONE,), withheld=(HIDDEN,))


def test_every_item_is_given_or_withheld_with_a_basis() -> None:
    spec.given().when(deciding((ONE,), (HIDDEN,)), by=chief).then(decided)


def test_somebody_says_so_where_nothing_is_held_too() -> None:
    nothing = AccessDecided(child="c-1", request="r-1", by=chief.id, given=(), withheld=())
    spec.given().when(deciding((), (), held=()), by=chief).then(nothing)


@pytest.mark.parametrize(
    "asked",
    [
        deciding((ONE,), ()),  # one is left
        deciding((ONE, TWO), (HIDDEN,)),  # one is both
        deciding((ONE,), (HIDDEN,), held=(ONE,)),  # one is not here
        deciding((ONE,), (HIDDEN,), held=(ONE, TWO, uuid4())),  # one was written meanwhile
    ],
)
def test_none_is_left_both_or_made_up(asked: DecideOf) -> None:
    spec.given().when(asked, by=chief).refused(ItemsUndecided)


def test_it_is_decided_once() -> None:
    spec.given(decided).when(deciding((ONE,), (HIDDEN,)), by=chief).then()
    spec.given(decided).when(deciding((ONE, TWO), ()), by=chief).refused(AccessAnswered)


# --- What is given --------------------------------------------------------------------------------


def entry(who: Actor, action: str, *resources: str, outcome: Outcome = Outcome.DONE) -> AuditEntry:
    return AuditEntry(
        id=uuid4(), kommune="4999", owner="ppt", service="case", at=AT, actor=who, action=action, child="c-1",
        resources=resources, outcome=outcome, correlation=uuid4(),
    )  # fmt: skip


clock = Actor(id="case-ppt", role=Role.SYSTEM, kommune="4999", owner="ppt")
TRAIL = [
    entry(chief, "read-case", "k-open"),
    entry(chief, "read-case", "k-secret"),
    entry(chief, "read-child"),
    entry(clock, "decision-due", "k-open"),
    entry(chief, "read-case", "k-open", outcome=Outcome.DENIED),
]


def test_whoever_gives_nothing_tells_nothing_of_who_has_looked() -> None:
    assert list(items.seen(TRAIL, (), {"k-open", "k-secret"})) == list(items.seen([], (), ())) == []


def test_who_has_looked_is_told_but_for_what_is_withheld_and_what_nobody_did() -> None:
    found = [(one.action, one.denied) for one in items.seen(TRAIL, {"k-open"}, {"k-secret"})]
    assert found == [("read-case", False), ("read-child", False), ("read-case", True)]


def row(type_: str, data: dict[str, object], stream: str = "k-1") -> Recorded:
    actor = chief.model_dump_json().encode()
    return Recorded(
        1, "4999", stream, 1, "c-1", uuid4(), type_, 1, orjson.dumps(data), None, None, actor, uuid4(), uuid4(), None,
        datetime(2026, 1, 5, tzinfo=UTC),
    )  # fmt: skip


def test_what_was_once_called_acute_is_pointed_out() -> None:
    acute, calm = ({"unit": "u", "acute": answer} for answer in (True, False))
    rows = [row(AcuteAnswered.type, acute, "k-1"), row(AcuteAnswered.type, calm, "k-2")]
    assert items.acute(rows) == {"k-1"}


def test_what_tells_where_a_child_is_stands_apart() -> None:
    told = {"child_name": "Maja", "born": "2022-05-14", "household": None}
    known = row(ChildEnrolled.type, {"child": "c-1", "unit": "bekkelia"})._replace(schema_version=2)
    found = items.item(known, told)
    assert (found.data, found.text) == ({"child": "c-1"}, {"child_name": "Maja", "born": "2022-05-14"})
    assert found.places == {"unit": "bekkelia", "household": None}


def test_so_does_what_tells_it_within_an_observation() -> None:
    plain = {"child": "c-1", "unit": "u", "by": "p-1", "acute": None, "raised_by_parents": False, "notes": []}
    seen = Observation(seen="Leker alene", where="Ved sandkassen", since="I høst").model_dump()
    told = {"observations": [seen], "interpretation": None, "worry": 2}
    found = items.item(row(ConcernRegistered.type, plain)._replace(schema_version=2), told)
    assert found.text["observations"] == [{name: said for name, said in seen.items() if name != "where"}]
    assert found.places == {"unit": "u", "observations": [{"where": "Ved sandkassen"}]}


def test_a_reply_holds_what_a_message_can() -> None:
    rows = [row("x", {"n": n})._replace(sealed=bytes(100_000)) for n in range(7)]
    sizes, first = [], 0
    while first is not None:
        found, first = items.page(rows, first)
        sizes.append(len(found))
    assert sizes == [2, 2, 2, 1]
    assert items.page([], 0) == ([], None)


def test_a_question_from_a_parent_without_foreldreansvar_is_a_task_until_it_is_decided() -> None:
    envelope = Told().say(consent.InformationAsked(request="r-9", told=("p-chief",)), mother, "familie")
    asked = consent.InformationAsked(request="r-9", told=("p-chief",))
    ((name, told),) = projection.asked_about("ppt", envelope, asked)  # type: ignore[misc]
    assert (name, told[2:5], told[6:8]) == (
        "add_task", (TaskKind.ANSWER_INFORMATION, "p-chief", ""), ("r-9", date(2026, 12, 23))
    )  # fmt: skip
    assert not list(projection.asked_about("familie", envelope, asked))
    decided = consent.InformationDecided(request="r-9", told=("p-father",))
    assert list(projection.asked_about("ppt", envelope, decided)) == [("end_tasks_of", ("4999", "r-9"))]


# --- The policies ---------------------------------------------------------------------------------

MOTHER = "p-mother"
mother, youth = (
    Actor(id=person, role=role, kommune="4999", owner="familie")
    for person, role in ((MOTHER, Role.GUARDIAN), ("c-1", Role.YOUTH))
)
familys = Actor(id="case-familie", role=Role.SYSTEM, kommune="4999", owner="familie")
PEOPLE = (
    chief, chief.model_copy(update={"owner": "barnevern"}), chief.model_copy(update={"id": "p-colleague"}), mother,
    chief.model_copy(update={"role": Role.GUARDIAN, "owner": "familie"}), youth, familys, clock,
    mother.model_copy(update={"role": Role.EMPLOYEE}), mother.model_copy(update={"owner": "ppt"}),
    Actor(id="p-ombud", role=Role.DPO, kommune="4999", owner="audit"),
)  # fmt: skip
DESK = ("read-access-draft", "decide-access", "answer-rectification", "answer-restriction")
FAMILY = (PEOPLE[3], PEOPLE[4], youth)
STANDINGS = tuple(
    RightStanding(person=person, entitled=entitled, ready=ready)
    for person, entitled, ready in product((MOTHER, "c-1"), (True, False), (True, False))
)


def decisions(policies: Policies) -> dict[tuple[object, ...], bool]:
    access.POLICIES, kept = policies, access.POLICIES
    try:
        desk = product(PEOPLE, DESK, ("ppt", "familie"))
        told = {(who, action, of): _may(access.at_desk, who, action, of, (chief.id,)) for who, action, of in desk}
        told |= {
            (who, n): _may(access.on_answer, who, "read-access-part", "r-1", standing)
            for who, (n, standing) in product(PEOPLE, enumerate(STANDINGS))
        }
        return told | {
            (who, "words", action, entitled): _words(who, action, entitled=entitled)
            for who, action, entitled in product(
                PEOPLE, ("read-own-words", "ask-rectification", "ask-restriction"), (True, False)
            )
        }
    finally:
        access.POLICIES = kept


def _may(asking: object, *arguments: object) -> bool:
    try:
        asking(*arguments)  # type: ignore[operator]
    except AccessDenied:
        return False
    return True


def _words(who: Actor, action: str, *, entitled: bool) -> bool:
    try:
        access.on_words(who, action, "c-1", entitled=entitled)
    except AccessDenied:
        return False
    return True


def by_law(*asked: object) -> bool:
    """The law, said once more, in another way."""
    match asked:
        case who, "words", _, bool(entitled):
            return entitled and who in FAMILY
        case who, str(action), of:
            return (who is chief and of == "ppt") or (who is familys and (action, of) == ("decide-access", "familie"))
        case who, int(n):
            return any(who is one and STANDINGS[n] == _whole(one) for one in (mother, youth))
    raise AssertionError(asked)


def _whole(who: Actor) -> RightStanding:
    return RightStanding(person=who.id, entitled=True, ready=True)


def test_the_policies_say_what_the_law_says() -> None:
    found = decisions(access.POLICIES)
    assert found == {asked: by_law(*asked) for asked in found}


@pytest.mark.parametrize("policy", sorted(access.POLICIES.annotations))
def test_every_policy_is_needed(policy: str, tmp_path: Path) -> None:
    assert decisions(without(policy, Path(access.__file__).parent, tmp_path)) != decisions(access.POLICIES)
