"""What tells where a child is, is marked, and left out for those who need not know."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import get_args

from pydantic import BaseModel

from shared.contracts.case import ConversationInvitation, Conversations
from shared.contracts.common import Id, Locating
from shared.locating import locating_fields, may_locate, without_places
from tests.architecture.everything import requests

PLACES = ("place", "address", "phone", "email", "unit", "workplace")
REPORT = "in a report, read by its writer, the unit that was shown it and barnevernet: see ADR 13"
KNOWN = {
    "Actor.unit": "left to do, ADR 20: the acting employee's, in the personvernombud's list",
    "ChildSummary.unit": "read by employees of that unit alone",
    "SentInvitation.place": "read by employees of the unit that invited",
    "BankMeasure.place": "a kind of place, in a municipality's texts",
    **dict.fromkeys(
        (
            "Address.place", "ChildPart.address", "ChildPart.phone", "GuardianPart.phone", "ReporterPart.email",
            "ReporterPart.phone", "ReporterPart.workplace", "Workplace.address",
        ),
        REPORT,
    ),
}  # fmt: skip


class Inner(BaseModel, frozen=True):
    child: Id
    where: Locating[str | None]
    what: str = "talk"


class Outer(BaseModel, frozen=True):
    inner: Inner
    many: tuple[Inner, ...]
    own: Locating[str | None] = "CANARY"


async def protected(child: str) -> bool:
    return child == "c-graded"


async def test_of_a_protected_child_no_canary_is_left_and_of_others_nothing_is_lost() -> None:
    graded, other = (Inner(child=child, where="CANARY") for child in ("c-graded", "c-other"))
    told = await without_places(Outer(inner=graded, many=(other, graded)), protected)
    assert told == Outer(
        inner=Inner(child="c-graded", where=None), many=(other, Inner(child="c-graded", where=None)), own=None
    )
    assert await without_places(other, protected) is not None
    assert (await without_places(other, protected)).where == "CANARY"


async def test_an_invitation_keeps_its_time_and_loses_its_place() -> None:
    at = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    one = ConversationInvitation(
        invitation="i-1", child="c-graded", meets_at=at, place="CANARY", message=None, cancelled=False, answer=None
    )
    (told,) = (await without_places(Conversations(invitations=(one,)), protected)).invitations
    assert (told.meets_at, told.place) == (at, None)
    assert locating_fields(ConversationInvitation) == {"place"}
    assert may_locate(Conversations)


def test_every_field_of_a_reply_that_is_named_like_a_place_is_marked_or_known() -> None:
    found = {name for request in requests() for name in _unmarked(request.reply, set())}
    assert found == KNOWN.keys()


def _unmarked(model: type[BaseModel], seen: set[type]) -> Iterator[str]:
    if model in seen:
        return
    seen.add(model)
    for name, field in model.model_fields.items():
        if name.endswith(PLACES) and name not in locating_fields(model):
            yield f"{model.__name__}.{name}"
        for inner in _models(field.annotation):
            yield from _unmarked(inner, seen)


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)
