"""Given what a family has said is wrong, when the owner answers, then its word stays whatever the answer is."""

from datetime import date
from uuid import uuid4

from services.case.rights import rectifying as r
from services.case.rights.asking import AskOf, NobodyNamed, NotGiven
from services.case.rights.events import RectificationAccepted, RectificationAsked, RectificationRefused
from shared.contracts.case import AcceptRectification, AskRectification, RefuseRectification
from shared.contracts.common import Actor, Id, Role
from tests.unit.spec import Spec

spec = Spec(r.DECIDER)
ITEM, DUE = uuid4(), date(2026, 12, 23)
OF = {"child": "c-1", "request": "r-1"}
mother = Actor(id="p-mother", role=Role.GUARDIAN, kommune="4999", owner="familie")
chief = Actor(id="p-chief", role=Role.LEADER, kommune="4999", owner="ppt", unit="ppt-1")
asked = RectificationAsked(
    **OF, person=mother.id, item=ITEM, of="k-1", due_on=DUE, handlers=(chief.id,), text="Hun ler ofte"
)
accepted = RectificationAccepted(**OF, by=chief.id, correction="Hun ler ofte ute")
refused = RectificationRefused(**OF, by=chief.id, reason="Slik ble det sett")
accept = AcceptRectification(**OF, correction="Hun ler ofte ute")
refuse = RefuseRectification(**OF, reason="Slik ble det sett")


def ask(of: Id | None = "k-1", handlers: tuple[Id, ...] = (chief.id,)) -> AskOf[AskRectification]:
    return AskOf(AskRectification(**OF, item=ITEM, text="Hun ler ofte"), of, DUE, handlers)


def test_what_was_given_can_be_said_to_be_wrong() -> None:
    spec.given().when(ask(), by=mother).then(asked)


def test_what_was_not_given_is_answered_like_what_is_not_there() -> None:
    spec.given().when(ask(of=None), by=mother).refused(NotGiven)


def test_somebody_must_answer() -> None:
    spec.given().when(ask(handlers=()), by=mother).refused(NobodyNamed)


def test_an_id_is_used_once() -> None:
    spec.given(asked).when(ask(), by=mother).refused(r.RectificationExists)


def test_it_is_corrected_or_the_owner_says_why_not() -> None:
    spec.given(asked).when(accept, by=chief).then(accepted)
    spec.given(asked).when(refuse, by=chief).then(refused)


def test_it_is_answered_once_and_only_when_asked() -> None:
    for so_far in ((), (asked, accepted), (asked, refused)):
        for command in (accept, refuse):
            spec.given(*so_far).when(command, by=chief).refused(r.NothingToRectify)
