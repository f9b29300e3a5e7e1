"""What tells where a child is, is marked, and left out for those who need not know."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import get_args
from uuid import uuid4

from pydantic import BaseModel

from shared.contracts.audit import AuditEntries, AuditEntry
from shared.contracts.case import ConversationInvitation, Conversations, Entry
from shared.contracts.common import Actor, Id, Locating, Role
from shared.decider import Act
from shared.locating import discreet, locating_fields, may_locate, nobody
from tests.architecture.everything import facts, requests

PLACES = (
    "place", "places", "address", "addresses", "phone", "phones", "email", "unit", "units", "workplace", "where",
    "household", "postcode", "district", "street", "streets", "lines", "school", "barnehage", "location",
    "room", "municipality", "kommune", "city", "town", "map", "lat", "lon", "ip",
)  # fmt: skip
REPORT = "in a report, read by its writer, the unit that was shown it and barnevernet: see ADR 13"
OWN_UNIT = "read by employees of the child's own unit alone: policy E01"
KNOWN = {
    "ChildSummary.unit": OWN_UNIT,
    "Observation.where": OWN_UNIT,
    "SentInvitation.place": OWN_UNIT,
    "AuditEntry.kommune": "the personvernombud's own",
    "Actor.kommune": "the asker's own",
    "MunicipalityTexts.kommune": "the asker's own",
    "MunicipalityTexts.municipality": "the asker's own",
    "Finding.place": "a place in an audit log",
    "Reach.units": "each is marked within",
    "BankMeasure.place": "a kind of place, in a municipality's texts",
    **dict.fromkeys(
        (
            "Address.lines", "Address.place", "Address.postcode", "ChildPart.address", "ChildPart.phone",
            "GuardianPart.phone", "ReportDraft.district", "ReporterPart.email", "ReporterPart.phone",
            "ReporterPart.workplace", "Workplace.address", "Workplace.workplace_name",
        ),
        REPORT,
    ),
}  # fmt: skip
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
READER = Actor(id="p-1", role=Role.EMPLOYEE, kommune="4999", owner="barnehage", unit="canary")
ACT = Act(by=READER, at=NOW, id=uuid4(), correlation=uuid4())


class Inner(BaseModel, frozen=True):
    child: Id
    where: Locating[str | None]
    what: str = "talk"


class Outer(BaseModel, frozen=True):
    inner: Inner
    many: tuple[Inner, ...]
    own: Locating[str | None] = "CANARY"


class Protected:
    """One child's address is."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def may_locate(self, child: str, act: Act) -> bool:
        assert act is ACT
        self.asked.append(child)
        return child != "c-graded"


async def test_of_a_protected_child_no_canary_is_left_and_of_others_nothing_is_lost() -> None:
    graded, other = (Inner(child=child, where="CANARY") for child in ("c-graded", "c-other"))
    registers = Protected()
    told = await discreet(Outer(inner=graded, many=(other, graded)), registers.may_locate, ACT)
    assert told == Outer(
        inner=Inner(child="c-graded", where=None), many=(other, Inner(child="c-graded", where=None)), own=None
    )
    assert registers.asked == ["c-graded", "c-other"]
    assert await discreet(other, registers.may_locate, ACT) is other


async def test_where_nothing_is_told_nobody_is_asked() -> None:
    registers, silent = Protected(), Inner(child="c-graded", where=None)
    assert await discreet(silent, registers.may_locate, ACT) is silent
    assert registers.asked == []


async def test_a_service_that_says_nothing_about_it_tells_nobody() -> None:
    told = await discreet(Inner(child="c-other", where="CANARY"), nobody, ACT)
    assert told.where is None


async def test_an_invitation_keeps_its_time_and_loses_its_place() -> None:
    one = ConversationInvitation(
        invitation="i-1", child="c-graded", meets_at=NOW, place="CANARY", message=None, cancelled=False, answer=None
    )
    (told,) = (await discreet(Conversations(invitations=(one,)), Protected().may_locate, ACT)).invitations
    assert (told.meets_at, told.place) == (NOW, None)


async def test_a_line_of_the_timeline_keeps_its_words_and_loses_its_places() -> None:
    line = Entry(
        id="e-1", what="stafettlogg.meeting-called.v1", at=NOW, owner="familie", by="p-1", text={"agenda": "Lek"},
        places={"where": "CANARY"},
    )  # fmt: skip
    told = await discreet(line, nobody, ACT)
    assert (told.text, told.places) == ({"agenda": "Lek"}, None)


async def test_no_row_of_the_audit_log_tells_where_somebody_works() -> None:
    row = AuditEntry(
        id=uuid4(), kommune="4999", owner="barnehage", service="case", at=NOW, actor=READER, action="read-case",
        child="c-other", correlation=uuid4(),
    )  # fmt: skip
    told = await discreet(AuditEntries(entries=(row,), total=1), nobody, ACT)
    assert "canary" not in told.model_dump_json()


def test_every_field_that_is_named_like_a_place_is_marked_or_known() -> None:
    """Of replies, and of facts, whose marked fields a timeline keeps apart."""
    seen: set[type] = set()
    found = {
        name for model in (*(request.reply for request in requests()), *facts()) for name in _unmarked(model, seen)
    }
    assert found == KNOWN.keys()


def test_what_is_known_to_tell_where_a_child_is_may_be_left_out() -> None:
    assert {ConversationInvitation: ("place",), Entry: ("places",), Actor: ("unit",)}.items() <= {
        model: locating_fields(model) for model in (ConversationInvitation, Entry, Actor)
    }.items()
    assert all(may_locate(model) for model in (Conversations, AuditEntries))


def test_a_field_of_a_reply_that_may_be_left_out_can_be_none() -> None:
    seen: set[type] = set()
    models = {model for request in requests() for model in _within(request.reply, seen)}
    marked = [(model, name) for model in models for name in locating_fields(model)]
    assert marked
    assert all(type(None) in get_args(model.model_fields[name].annotation) for model, name in marked)


def _unmarked(model: type[BaseModel], seen: set[type]) -> Iterator[str]:
    for one in _within(model, seen):
        for name in one.model_fields:
            if set(name.split("_")) & set(PLACES) and name not in locating_fields(one):
                yield f"{one.__name__}.{name}"


def _within(model: type[BaseModel], seen: set[type]) -> Iterator[type[BaseModel]]:
    if model in seen:
        return
    seen.add(model)
    yield model
    for field in model.model_fields.values():
        for inner in _models(field.annotation):
            yield from _within(inner, seen)


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)
