"""A population register in a folder, for demo and tests: the invented people, and what has changed since.

`<kommune>.yaml` is a list of changes, oldest first; a line added to it is news. Each names what holds from then on:
`{sequence: 1, change: responsibility, number: "…", responsible: [{number: "…", relation: mother}]}`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from services.consent.register.port import Change, Changed, Page, Person, Responsible, Unreachable
from shared.contracts.common import Kommune
from shared.contracts.consent import Grading
from shared.municipality import Demo


class Line(BaseModel):
    """What is left out is as before."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    sequence: int
    change: Change
    number: str
    name: str | None = None
    born: date | None = None
    responsible: tuple[Responsible, ...] | None = None
    grading: Grading | None = None
    kommune: Kommune | None = None
    abroad: bool | None = None


_LINES = TypeAdapter(tuple[Line, ...])


class FiledRegister:
    def __init__(self, folder: Path, kommune: Kommune, demos: Sequence[Demo]) -> None:
        self._path = folder / f"{kommune}.yaml"
        self._invented = {one.number: one for demo in demos if demo.kommune == kommune for one in invented(demo)}

    async def latest(self) -> int:
        """From the first line on: whoever wrote it down for a demo wants it to be seen."""
        return 1

    async def changes(self, start: int) -> Page:
        lines = [line for line in self._lines() if line.sequence >= start]
        after = max((line.sequence + 1 for line in lines), default=start)
        return Page([Changed(line.sequence, line.change, line.number) for line in lines], after)

    async def person(self, number: str) -> Person | None:
        found = self._invented.get(number)
        for line in self._lines():
            if line.number == number:
                found = _told(line, found)
        return found

    def _lines(self) -> tuple[Line, ...]:
        try:
            text = self._path.read_text(encoding="utf-8")
            return _LINES.validate_python(yaml.safe_load(text) or ())
        except FileNotFoundError:
            return ()
        except (ValidationError, yaml.YAMLError):
            raise Unreachable from None  # half written; its text would repeat what stands there


def invented(demo: Demo) -> Iterator[Person]:
    for child in demo.children:
        responsible = [one for one in child.guardians if one.parental_responsibility]
        yield Person(
            child.birth_number, child.name, child.born, kommune=demo.kommune,
            responsible=tuple(Responsible(one.birth_number, one.relation) for one in responsible),
        )  # fmt: skip
        for one in child.guardians:
            yield Person(one.birth_number, one.name, date.min, kommune=demo.kommune)


def _told(line: Line, before: Person | None) -> Person | None:
    known = before or (Person(line.number, line.name, line.born) if line.name and line.born else None)
    told = {
        name: value
        for name in ("name", "responsible", "grading", "kommune", "abroad")
        if (value := getattr(line, name)) is not None
    }
    return known and replace(known, **told, dead=known.dead or line.change is Change.DEATH)
