"""Two children whose addresses are protected, kode 6 and kode 7: where they are is told to those who must know it."""

import asyncio
import io
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from pypdf import PdfReader

from shared.contracts.common import Actor, Query, Role
from shared.contracts.consent import ExportConsent, Format, Grading
from tests.e2e.world import World
from tests.integration.platform.asking import Hand
from tests.integration.platform.crawling import pages
from tests.integration.platform.examples import BY_SERVICES, REQUESTS, example
from tests.integration.platform.search import ARCHIVE, MAIL, in_other_files
from tests.integration.platform.stillness import Watch
from tests.integration.platform.story import tell
from tests.integration.platform.tale import Tale, Words
from tests.servers import Installation

QUERIES = [kind for kind in REQUESTS if issubclass(kind, Query) and kind not in BY_SERVICES]
FAMILIES = {Grading.STRICT: ("Hilde", "Jon"), Grading.CONFIDENTIAL: ("Samira", "Farid")}
OWN_UNIT, MEETING, REPORT = {"Sett", "Samtale"}, {"Møte"}, {"Vei", "Sted", "Arbeid"}
KNOW: Mapping[str, set[str]] = {
    "Kari": OWN_UNIT | MEETING | REPORT,  # who wrote the report
    "Siv": OWN_UNIT | REPORT,  # and whom she showed it
    "Amir": OWN_UNIT,
    "Oda": OWN_UNIT,
    "Tor": MEETING,
    "Lise": MEETING,
    "Hanne": REPORT,
    "Guro": REPORT,
}
"""What each is told of; anybody else: nothing. Where the family lives is shown to nobody at all."""


@pytest.fixture(scope="module", params=FAMILIES, ids=["kode 6", "kode 7"])
async def guarded(
    request: pytest.FixtureRequest, portal: Hand, register: Hand, fjordvik: World, watch: Watch
) -> Tale:  # fmt: skip
    """The family is two of the demo's parents, so that they can sign in."""
    mother, father = (fjordvik.people[name].id for name in FAMILIES[request.param])
    made = Tale(portal, register, fjordvik, Words(), grading=request.param, family=(mother, father))
    await tell(made)
    await watch.settled()
    return made


def told(tale: Tale, said: str) -> set[str]:
    """Which of the places stand in it."""
    return {what for words in (tale.words, tale.letter) for what, word in words.places.items() if word in said}


def everybody(tale: Tale) -> dict[str, Actor]:
    """All employees, the family, and parents of another child."""
    mine = {"Mother", "Father", "Ingrid", "Marek"}
    return {name: who for name, who in tale.people.items() if name in mine or who.role is not Role.GUARDIAN}


async def test_every_query_tells_each_person_what_they_must_know(guarded: Tale) -> None:
    wrong = {}
    for name, who in everybody(guarded).items():
        found = told(guarded, " ".join(await asyncio.gather(*(_asked(guarded, kind, who) for kind in QUERIES))))
        if found != KNOW.get(name, set()):
            wrong[name] = found
    assert wrong == {}


async def _asked(tale: Tale, kind: type[Query], who: Actor) -> str:
    """A parent asks every service that may have invited them."""
    request = example(kind, tale)
    owners = ("familie", "barnehage") if who.role is Role.GUARDIAN and kind.service == "case" else (None,)
    answers = [await tale.portal.ask(request, who, owner) for owner in owners]
    return " ".join(answer.body.decode() for answer in answers)


@pytest.mark.parametrize("form", Format)
async def test_no_export_tells(guarded: Tale, form: Format) -> None:
    for which in guarded.consents.values():
        export = ExportConsent(child=guarded.child, consent=which, format=form)
        answer = await guarded.portal.ask(export, guarded.people["Mother"])
        assert answer.code is None
        assert told(guarded, answer.body.decode()) == set()
        assert b"ekkelia" not in answer.body


async def test_every_page_tells_each_person_what_they_must_know(guarded: Tale, ground: Installation) -> None:
    child, log = guarded.child, guarded.log
    also = (
        f"/barn/{child}",
        f"/logg/{log}",
        f"/familie/{child}",
        f"/undring/{guarded.concern}",
        f"/kontroll?child={child}",
    )
    people = everybody(guarded)
    shown = await asyncio.gather(*(pages(ground, who, *also) for who in people.values()))
    wrong = {}
    for (name, who), found in zip(people.items(), shown, strict=True):
        assert len(found) > len(also)
        places = told(guarded, " ".join(found.values()))
        if not places <= KNOW.get(name, set()) or (who.unit != "bekkelia" and _names_unit(found)):
            wrong[name] = places, _names_unit(found)
    assert wrong == {}
    assert guarded.words.core in str(shown)


def _names_unit(found: dict[str, str]) -> list[str]:
    """A form may let somebody choose among all units there are; whoever administers them sees them, and no child."""
    listed = "/administrasjon" in found
    shown = {address: re.sub(r"<option.*?</option>", "", page) for address, page in found.items()}
    return [] if listed else [address for address, page in shown.items() if "ekkelia" in page]


async def test_no_file_that_leaves_tells(guarded: Tale, ground: Installation) -> None:
    """Mails as they were sent, and what the archive was handed, in PDF, text and metadata."""
    for folder in (MAIL, ARCHIVE):
        files = [path for path in (ground.state / folder).rglob("*") if path.is_file()]
        assert files
        assert {path.name: places for path in files if (places := told(guarded, _text(path)))} == {}
    assert in_other_files(ground, [*guarded.words.places.values(), *guarded.letter.places.values()]) == set()


async def test_the_archived_log_is_that_of_this_child(guarded: Tale, ground: Installation) -> None:
    kept = {path.suffix for path in (ground.state / ARCHIVE).rglob("*") if guarded.words.core in _text(path)}
    assert {".pdf", ".txt"} <= kept


def _text(path: Path) -> str:
    if not path.is_file():
        return ""
    if path.suffix == ".pdf":
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(path.read_bytes())).pages)
    return path.read_bytes().decode("utf-8", "replace")


async def test_no_row_of_the_audit_log_names_a_unit(guarded: Tale, watch: Watch) -> None:
    found = await watch.databases["audit"].fetchval(
        "SELECT count(*) FROM entries WHERE child = $1 AND convert_from(body, 'UTF8') LIKE '%bekkelia%'", guarded.child
    )
    assert found == 0
