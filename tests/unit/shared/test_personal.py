from datetime import date
from typing import ClassVar

import orjson
import pytest
from pydantic import BaseModel, Field, ValidationError

from shared.contracts.common import Fact, Id, Name, Personal, Text
from shared.events import DomainEvent, Schema
from shared.personal import Json, assemble, personal_fields, split
from tests.unit.shared.rows import row


class Seen(BaseModel, frozen=True, extra="forbid"):
    where: Id
    what: Personal[Text]


class Met(DomainEvent):
    type: ClassVar[str] = "met"
    on: date
    minutes: int = 30
    view: Personal[Text]
    names: Personal[tuple[Name, ...]] = ()
    note: Personal[Text | None] = None
    maybe: Personal[Text] | None = None
    seen: tuple[Seen, ...] = ()
    first: Seen | None = None
    by_place: dict[str, Seen] = Field(default_factory=dict)


MET = Met(on=date(2026, 11, 23), view="glad", names=("Ada",), seen=(Seen(where="ute", what="gynger"),))


def test_every_field_that_says_something_about_a_person_is_in_the_personal_half() -> None:
    plain, personal = split(MET)
    assert plain == {"on": "2026-11-23", "minutes": 30}
    assert personal == {
        "view": "glad", "names": ["Ada"], "note": None, "maybe": None,
        "seen": [{"where": "ute", "what": "gynger"}], "first": None, "by_place": {},
    }  # fmt: skip


def test_the_halves_make_the_whole() -> None:
    plain, personal = split(MET)
    assert assemble(Met, plain, personal) == MET
    assert assemble(Met, orjson.loads(orjson.dumps(plain)), orjson.loads(orjson.dumps(personal))) == MET


def test_without_the_key_personal_attributes_are_absent_and_not_blank() -> None:
    bare = assemble(Met, split(MET)[0], None)
    assert (bare.on, bare.minutes) == (MET.on, 30)
    for name in personal_fields(Met):
        with pytest.raises(AttributeError):
            getattr(bare, name)
    assert "glad" not in repr(bare)


def test_without_the_key_the_plain_half_is_still_checked() -> None:
    for plain in ({}, {"on": "yesterday"}, {"on": "2026-11-23", "unknown": 1}):
        with pytest.raises(ValidationError):
            assemble(Met, plain, None)


def test_an_error_never_shows_what_was_written() -> None:
    with pytest.raises(ValidationError) as caught:
        assemble(Met, {"on": "2026-11-23"}, {"view": ["hemmelig"]})
    assert "hemmelig" not in str(caught.value)


class Told(Fact):
    entity: ClassVar[str] = "note"
    fact: ClassVar[str] = "told"
    on: date
    view: Personal[Text]


def test_a_fact_ignores_what_a_newer_sender_adds() -> None:
    assert assemble(Told, {"on": "2026-11-23", "later": 1}, {"view": "glad", "later": 2}) == Told(
        on=MET.on, view="glad"
    )
    assert assemble(Told, {"on": "2026-11-23", "later": 1}, None).on == MET.on


class Agreed(DomainEvent):
    """v1 stored `from`; v3 added a plain `level` and a personal `goal`."""

    type: ClassVar[str] = "agreed"
    version: ClassVar[int] = 3
    giver: Id
    level: int
    title: Personal[Text]
    goal: Personal[Text | None]


def name_the_giver(data: Json) -> Json:
    renamed = {"from": "giver", "name": "title"}
    return {renamed.get(key, key): value for key, value in data.items()}


def add_level_and_goal(data: Json) -> Json:
    return data | {"level": 1, "goal": None}


SCHEMA = Schema([Agreed], {("agreed", 1): name_the_giver, ("agreed", 2): add_level_and_goal})
OLD = row("agreed", 1, b'{"from":"p-1"}')


def test_an_old_row_is_read_as_today() -> None:
    assert SCHEMA.read(OLD, {"name": "ha det fint"}) == Agreed(giver="p-1", level=1, title="ha det fint", goal=None)


def test_an_old_row_is_read_as_today_also_sealed() -> None:
    sealed = SCHEMA.read(OLD)
    assert (sealed.giver, sealed.level) == ("p-1", 1)
    with pytest.raises(AttributeError):
        _ = sealed.goal


def test_two_events_cannot_share_a_name() -> None:
    with pytest.raises(ValueError, match="agreed"):
        Schema([Agreed, Agreed])


def test_joined_schemas_read_old_rows_as_each_of_them_does() -> None:
    joined: Schema[Agreed] = Schema.joined((SCHEMA,))
    assert joined.read(OLD, {"name": "ha det fint"}) == SCHEMA.read(OLD, {"name": "ha det fint"})
