"""What municipalities have chosen, as it is in force: their files, and over them what administrators have changed.

A process that follows the changes hears them as facts, keeps the last in its own database, and has it in force a
moment later; what was decided before stands as it was decided.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Generic, TypeVar

import asyncpg
from pydantic import ValidationError

from shared.contracts.common import Id, Kommune
from shared.contracts.consent import ChoicesChanged, Chosen
from shared.municipality import Deadlines, Municipality
from shared.node import Node
from shared.statements import statements
from shared.tokens import KeyOf
from shared.wire import Message, known_facts

log = logging.getLogger(__name__)
SQL = statements(Path(__file__).parent / "sql" / "choices.sql")
SUBJECTS = f"evt.*.consent.{ChoicesChanged.entity}.>"
READER = "choices"

_Chosen = TypeVar("_Chosen")
_Made = TypeVar("_Made")


class Each(Mapping[Kommune, _Made], Generic[_Chosen, _Made]):
    """What is made of each municipality's choices, and made anew when they have changed."""

    def __init__(self, of: Mapping[Kommune, _Chosen], make: Callable[[_Chosen], _Made]) -> None:
        self._of, self._make = of, make
        self._kept: dict[Kommune, tuple[_Chosen, _Made]] = {}

    def __getitem__(self, kommune: Kommune) -> _Made:
        chosen = self._of[kommune]
        if (kept := self._kept.get(kommune)) is None or kept[0] is not chosen:
            kept = self._kept[kommune] = chosen, self._make(chosen)
        return kept[1]

    def __iter__(self) -> Iterator[Kommune]:
        return iter(self._of)

    def __len__(self) -> int:
        return len(self._of)


class Municipalities(Mapping[Kommune, Municipality]):
    """files: as the municipalities' folders say."""

    def __init__(self, files: Mapping[Kommune, Municipality]) -> None:
        self.files, self._now = files, dict(files)
        self._said: dict[Kommune, ChoicesChanged] = {}

    def __getitem__(self, kommune: Kommune) -> Municipality:
        return self._now[kommune]

    def __iter__(self) -> Iterator[Kommune]:
        return iter(self._now)

    def __len__(self) -> int:
        return len(self._now)

    def paused(self, kommune: Kommune, person: Id, day: date) -> bool:
        said = self._said.get(kommune)
        return said is not None and any(one.person == person and one.holds(day) for one in said.pauses)

    def take(self, kommune: Kommune, said: ChoicesChanged) -> None:
        """Of a municipality that is not served here, nothing. What its files no longer allow is left out."""
        if kommune not in self.files or self._said.get(kommune) == said:
            return
        self._said[kommune] = said
        try:
            changed = laid_over(self.files[kommune], said)
        except ValidationError:
            log.exception("a municipality's changes do not fit any more", extra={"kommune": kommune})
        else:
            self._now[kommune] = changed.model_copy(update={"version": f"{changed.version}-{said.number}"})


def changeable(name: str) -> bool:
    """What a report to barnevernet waits for, the law says; a municipality's files may be stricter."""
    return name in Deadlines.model_fields and not name.startswith("report_")


def merged(known: Chosen, more: Chosen) -> Chosen:
    """What both say; where they differ, what `more` says."""
    days = {one.name: one for one in (*known.deadlines, *more.deadlines)}
    words = {one.term: one for one in (*known.words, *more.words)}
    pauses = {one.person: one for one in (*known.pauses, *more.pauses)}
    return Chosen(
        deadlines=(*days.values(),), levels=more.levels or known.levels, words=(*words.values(),),
        pauses=(*pauses.values(),),
    )  # fmt: skip


def laid_over(file: Municipality, said: Chosen) -> Municipality:
    """Raises ValidationError for days that no deadline may have. One that is not known is of another release."""
    days = {one.name: one.days for one in said.deadlines if changeable(one.name)}
    names = said.levels or tuple(level.name for level in file.levels)
    levels = tuple(one.model_copy(update={"name": name}) for one, name in zip(file.levels, names, strict=True))
    deadlines = Deadlines.model_validate(file.deadlines.model_dump() | days)
    return file.model_copy(update={"levels": levels, "words": said.words, "deadlines": deadlines})


class Taking:
    def __init__(self, key_of: KeyOf) -> None:
        self._key_of = key_of

    async def apply(self, connection: asyncpg.Connection, messages: Sequence[Message]) -> None:
        for found, fact in known_facts(messages, self._key_of, {ChoicesChanged.wire_name(): ChoicesChanged}):
            await connection.execute(SQL["take"], found.kommune, fact.number, fact.model_dump_json().encode())
        await connection.execute(SQL["ring"])


def follow(node: Node, municipalities: Municipalities) -> None:
    """Every process of a service hears the bell, whichever of them took the fact in."""
    node.take_in("EVT", SUBJECTS, Taking(node.settings.trusted.signing).apply, reader=READER)
    ear = node.bell.ear("choices")

    async def keep() -> None:
        while True:
            _renew(municipalities, await node.pool.fetch(SQL["all"]))
            await ear.wait()

    node.later("choices", keep)


def _renew(municipalities: Municipalities, rows: Iterable[asyncpg.Record]) -> None:
    for row in rows:
        municipalities.take(row["kommune"], ChoicesChanged.model_validate_json(row["body"]))
