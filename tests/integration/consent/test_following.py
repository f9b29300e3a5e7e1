"""A line added to the population register's file changes who decides, once, on a real consent service."""

from itertools import count
from pathlib import Path

import asyncpg
import yaml

from deploy.process import Process
from services.consent.register.following import NAMELESS
from shared.contracts.consent import Family, MyFamily, ReadConsents
from tests.integration.consent.asking import NAMES, Asker, Household, rows
from tests.integration.consent.conftest import restart
from tests.servers import Installation
from tests.unit.consent.world import KOMMUNE, synthetic
from tests.waiting import until

Line = dict[str, object]
_numbers = count(950)  # birth numbers that no other test takes


class Book:
    """The file, and its next number."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.path = folder / f"{KOMMUNE}.yaml"
        self.lines: list[Line] = yaml.safe_load(self.path.read_text()) if self.path.exists() else []

    def write(self, *lines: Line) -> None:
        first = len(self.lines) + 1
        self.lines += [{"sequence": n, **line} for n, line in enumerate(lines, first)]
        half = self.path.with_suffix(".new")
        half.write_text(yaml.safe_dump(self.lines), encoding="utf-8")
        half.rename(self.path)


def born(home: Household) -> list[Line]:
    return [
        {"change": "birth", "number": number, "name": name, "born": "2022-05-14", "responsible": whose}
        for number, name, whose in zip(home.numbers, NAMES, (both(home), [], []), strict=True)
    ]


def both(home: Household) -> list[Line]:
    return [
        {"number": number, "relation": relation}
        for number, relation in zip(home.numbers[1:], ("mother", "father"), strict=True)
    ]


async def told(database: asyncpg.Connection, home: Household) -> list[str]:
    found = await database.fetch("SELECT type FROM events WHERE stream = $1 ORDER BY version", home.child)
    return [row["type"] for row in found]


async def place(database: asyncpg.Connection) -> int:
    return int(await database.fetchval("SELECT next FROM register_places WHERE kommune = $1", KOMMUNE) or 0)


async def test_what_the_register_tells_is_done_once_and_its_place_outlives_the_service(
    installation: Installation, service: Process, portal: Asker, home: Household, database: asyncpg.Connection
) -> None:
    book = Book(installation.state / "population")
    book.write(*born(home))
    await until(lambda: _at_least(database, len(book.lines) + 1))
    first = await told(database, home)
    assert first == ["child-registered", "guardian-registered", "guardian-registered"]  # nothing was new

    child, mother, _ = home.numbers
    book.write({"change": "responsibility", "number": child, "responsible": both(home)[:1]})
    await until(lambda: _out(portal, home))

    async def alone() -> bool:
        family: Family = await portal.ask(MyFamily(), home.mother)
        return [one.child for one in family.children] == [home.child]

    await until(alone)
    changed = await told(database, home)
    assert changed.count("guardians-changed") == 1

    book.write(
        {"change": "protection", "number": child, "grading": "strictly-confidential"},
        {"change": "name", "number": mother, "name": "Nytt Navn"},
    )
    await until(lambda: _at_least(database, len(book.lines) + 1))
    changed = await told(database, home)
    assert changed.count("protection-changed") == 1
    known = await portal.ask(ReadConsents(child=home.child), home.mother)
    assert [one.person_name for one in known.guardians] == ["Nytt Navn"]

    restart(installation, service)
    book.write({"change": "protection", "number": child, "grading": "strictly-confidential"})
    await until(lambda: _at_least(database, len(book.lines) + 1))
    assert await told(database, home) == changed
    # The name was looked up along with the grading.
    assert len(await rows(database, "follow-register", home.child)) == 2

    book.write({"change": "death", "number": mother})
    await until(lambda: _nobody(portal, home))

    book.write({"change": "moved", "number": child, "kommune": "0301"})
    await until(lambda: _told(database, home, "residence-changed"))


async def test_who_is_born_here_is_known_from_birth_and_who_is_born_elsewhere_is_not(
    installation: Installation, service: Process, portal: Asker, database: asyncpg.Connection
) -> None:
    here, there = Household.new(), Household.new()
    book = Book(installation.state / "population")
    for home, kommune in ((here, KOMMUNE), (there, "0301")):
        book.write(*({**line, "kommune": kommune} for line in reversed(born(home))))
    await until(lambda: _at_least(database, len(book.lines) + 1))
    newest = "SELECT stream FROM events WHERE type = 'child-registered' ORDER BY position DESC LIMIT 1"
    told = await database.fetch(newest)
    types = await database.fetch("SELECT type FROM events WHERE stream = $1 ORDER BY version", told[0]["stream"])
    assert [row["type"] for row in types] == ["child-registered", "guardian-registered", "guardian-registered"]
    known = await database.fetchval("SELECT count(*) FROM birthdays WHERE child = $1", told[0]["stream"])
    assert known == 1
    assert not {here.child, there.child} & {told[0]["stream"]}


async def test_who_the_register_names_without_knowing_decides_and_keeps_nobody_waiting(
    installation: Installation, service: Process, portal: Asker, home: Household, database: asyncpg.Connection
) -> None:
    """A parent abroad may be without an entry. Left out, the other would decide alone."""
    book = Book(installation.state / "population")
    book.write(*born(home))
    stranger = {"number": synthetic(next(_numbers)), "relation": "father"}
    book.write({"change": "responsibility", "number": home.numbers[0], "responsible": [*both(home)[:1], stranger]})
    await until(lambda: _at_least(database, len(book.lines) + 1))
    known = await portal.ask(ReadConsents(child=home.child), home.mother)
    assert NAMELESS in [one.person_name for one in known.guardians]


async def test_one_register_that_is_away_keeps_no_other_municipality_waiting(
    installation: Installation, service: Process, database: asyncpg.Connection
) -> None:
    book = Book(installation.state / "population")
    book.path.write_text("- {sequence: 1, change: bir", encoding="utf-8")
    line = {"sequence": 1, "change": "name", "number": synthetic(next(_numbers)), "name": "Oppdiktet Navn"}
    other = book.path.with_name("5998.yaml")
    other.write_text(yaml.safe_dump([line]), encoding="utf-8")
    try:
        await until(lambda: database.fetchval("SELECT next > 1 FROM register_places WHERE kommune = '5998'"))
    finally:
        book.write()
        other.unlink()


async def _at_least(database: asyncpg.Connection, wanted: int) -> bool:
    return await place(database) >= wanted


async def _out(portal: Asker, home: Household) -> bool:
    family: Family = await portal.ask(MyFamily(), home.father)
    return family.children == ()


async def _told(database: asyncpg.Connection, home: Household, wanted: str) -> bool:
    return wanted in await told(database, home)


async def _nobody(portal: Asker, home: Household) -> bool:
    family: Family = await portal.ask(MyFamily(), home.mother)
    return family.children == ()
