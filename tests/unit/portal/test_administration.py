"""The kommuneadministrator's pages: all that is chosen, no child, and no change before it is seen what it does."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.portal import choosing
from services.portal.directory import Directory
from shared.contracts import case, consent
from shared.contracts.consent import ChangeChoices, DeadlineDays, Ground, OwnTerm
from shared.municipality import Deadlines
from tests.unit.portal.sample import (
    DIRECTORY,
    GUIDES,
    INGRID,
    KARI,
    MUNICIPALITIES,
    NOW,
    SIV,
    SUNNIVA,
    TODAY,
    named,
)
from tests.unit.portal.world import World, refuse, sent

TORILL = named("Torill Nygaard")
FILE = DIRECTORY.municipalities.files["4999"]
PLAN = OwnTerm(term="measure", word="hjelp", definite="hjelpen", plural="hjelp")
CHANGES = (
    consent.Change(
        number=1, at=NOW, by=TORILL.id, ground=Ground.DECISION, case="2026/77",
        deadlines=(DeadlineDays(name="decide_case_days", days=10),),
    ),
    consent.Change(
        number=2, at=NOW, by=TORILL.id, ground=Ground.PRACTICE, words=(PLAN,),
        deadlines=(DeadlineDays(name="decide_case_days", days=9),),
    ),
)  # fmt: skip
PAGES = (
    "/administrasjon",
    "/administrasjon/frister",
    "/administrasjon/ord",
    "/administrasjon/ansatte",
    "/administrasjon/historikk",
)


def changed(*changes: consent.Change) -> World:
    world = World()
    found = consent.Changes(changes=changes or CHANGES, files=GUIDES["4999"].texts)
    world.services.answers["read-changes"] = lambda *_: found
    return world


def filled(**said: Any) -> dict[str, Any]:
    now = choosing.in_force(FILE, consent.Changes(changes=CHANGES, files=GUIDES["4999"].texts)).municipality
    days = {name: getattr(now.deadlines, name) for name in choosing.DEADLINES}
    return {"after": 2, "ground": "practice", "case": "", **days, **said}


def test_what_runs_with_every_owner_is_one_number_and_a_few_are_no_number() -> None:
    def counted(**running: int | None) -> case.Clocks:
        return case.Clocks(
            clocks=tuple(case.RunningClocks(deadline=f"{name}-days", running=n) for name, n in running.items())
        )

    found = choosing.running((counted(silence=4, baton=None), counted(silence=None, meeting=3), counted(meeting=5)))
    assert found == {"silence_days": (4, True), "baton_days": (0, True), "meeting_days": (8, False)}


def test_every_deadline_is_shown_and_only_the_laws_cannot_be_changed() -> None:
    assert {*choosing.DEADLINES, *choosing.BY_LAW} == {*Deadlines.model_fields}
    assert {name for name in choosing.BY_LAW if name.startswith("report_")} == {*choosing.BY_LAW}
    assert {*Ground} == {*choosing.GROUNDS}


async def test_the_first_page_says_what_is_in_force_and_who_works_where() -> None:
    async with changed().as_person(TORILL) as visitor:
        page = (await visitor.get("/administrasjon")).text
    for text in ("Regelsett 2026-08-2.", "Bekkelia barnehage", KARI.name, SIV.name, "9 dager", "hjelpen", "92 dager"):
        assert text in page, text
    assert INGRID.name not in page


@pytest.mark.parametrize("path", PAGES)
async def test_nobody_else_comes_in(path: str) -> None:
    for person in (KARI, SIV, INGRID, SUNNIVA):
        async with changed().as_person(person) as visitor:
            assert (await visitor.get(path)).status_code == 404


async def test_a_change_is_shown_before_it_is_made() -> None:
    world = changed()
    async with world.as_person(TORILL) as visitor:
        reply = await sent(world, visitor, "/administrasjon/frister", **filled(silence_days=60))
        assert world.services.said("change-choices") == []
        assert "Stille i en stafettlogg" in reply.text
        assert "Gjelder også det som løper nå. 15 løper nå." in reply.text  # three with each of five owners
        await sent(world, visitor, "/administrasjon/frister", **filled(silence_days=60, confirmed="on"))
    (asked,) = world.services.said("change-choices")
    assert isinstance(asked, ChangeChoices)
    assert (asked.after, asked.ground, asked.case, asked.levels, asked.words) == (2, Ground.PRACTICE, None, None, ())
    assert asked.deadlines == (DeadlineDays(name="silence_days", days=60),)


async def test_words_and_levels_are_changed_where_they_differ() -> None:
    world = changed()
    terms = choosing.in_force(FILE, consent.Changes(changes=CHANGES, files=GUIDES["4999"].texts)).terms
    words = {f"{id_}-{form}": getattr(term, form) for id_, term in terms.items() for form in choosing.FORMS}
    levels = {f"level-{n}": f"Trinn {n}" for n in range(4)}
    told = {"after": 2, "ground": "law", "case": "2026/9", **words, **levels, "measure-word": "støtte"}
    async with world.as_person(TORILL) as visitor:
        await sent(world, visitor, "/administrasjon/ord", **told, confirmed="on")
    (asked,) = world.services.said("change-choices")
    assert isinstance(asked, ChangeChoices)
    assert (asked.levels, asked.deadlines) == (("Trinn 0", "Trinn 1", "Trinn 2", "Trinn 3"), ())
    assert asked.words == (PLAN.model_copy(update={"word": "støtte"}),)


@pytest.mark.parametrize(
    ("path", "said", "problem"),
    [
        ("frister", {}, "Du har ikke endret noe."),
        ("frister", {"silence_days": "6"}, "Skriv et helt tall innenfor grensene."),
        ("frister", {"silence_days": "mange"}, "Skriv et helt tall innenfor grensene."),
        ("frister", {"silence_days": 60, "ground": "law"}, "Skriv nummeret på saken"),
        ("frister", {"silence_days": 60, "ground": ""}, "Velg en grunn."),
        ("ord", {"measure-word": "Hun sa at"}, "Skriv ett eller to ord med små bokstaver."),
        ("ord", {"level-1": "Tiltak for Maja"}, "Skriv ett ord med stor forbokstav"),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_is_changed(path: str, said: dict[str, Any], problem: str) -> None:
    world = changed()
    async with world.as_person(TORILL) as visitor:
        reply = await sent(world, visitor, f"/administrasjon/{path}", **filled(**said), confirmed="on")
    assert (reply.status_code, world.services.said("change-choices")) == (422, [])
    assert problem in reply.text


async def test_an_employee_is_sent_on_leave_after_a_look_at_it() -> None:
    world, told = changed(), {"after": "2", "ground": "practice", "person": KARI.id, "first": "2026-11-02"}
    async with world.as_person(TORILL) as visitor:
        reply = await sent(world, visitor, "/administrasjon/ansatte", **told)
        assert "Kan ikke logge inn fra 2. november" in reply.text
        assert "Lederen melder fraværet" in reply.text
        await sent(world, visitor, "/administrasjon/ansatte", **told, confirmed="on")
        for wrong in ({"person": SUNNIVA.id}, {"person": TORILL.id}, {"person": INGRID.id}, {"first": "i dag"}):
            reply = await sent(world, visitor, "/administrasjon/ansatte", **{**told, **wrong}, confirmed="on")
            assert reply.status_code == 422
    (asked,) = world.services.said("change-choices")
    assert isinstance(asked, ChangeChoices)
    assert asked.pauses == (consent.Pause(person=KARI.id, first=date(2026, 11, 2)),)


def test_who_is_on_leave_does_not_come_in_and_the_ombud_always_does() -> None:
    directory = Directory.read(MUNICIPALITIES, demo=True)
    pauses = tuple(consent.Pause(person=one.id, first=TODAY) for one in (KARI, SUNNIVA, TORILL))
    directory.municipalities.take("4999", consent.ChoicesChanged(number=1, pauses=pauses))
    came_in = {one.name: directory.signed_in(one.actor, None) is not None for one in (KARI, SIV, SUNNIVA, TORILL)}
    assert came_in == {KARI.name: False, SIV.name: True, SUNNIVA.name: True, TORILL.name: True}
    assert (directory.invented(KARI.id), directory.colleague(KARI.id)) == (None, KARI.name)
    back = consent.Pause(person=KARI.id, first=TODAY, until=TODAY - timedelta(days=1))
    directory.municipalities.take("4999", consent.ChoicesChanged(number=2, pauses=(back,)))
    assert directory.person(KARI.id) == KARI


async def test_a_no_from_the_service_is_said_on_the_form() -> None:
    world = changed()
    world.services.answers["change-choices"] = refuse("ChangedMeanwhile")
    async with world.as_person(TORILL) as visitor:
        told = filled(silence_days=60, confirmed="on")
        reply = await sent(world, visitor, "/administrasjon/frister", **told)
    assert "Noe er endret siden du åpnet siden." in reply.text


async def test_the_ombud_sees_who_changed_what_and_why_newest_first() -> None:
    for person, path in ((TORILL, "/administrasjon/historikk"), (SUNNIVA, "/kontroll/administrasjon")):
        async with changed().as_person(person) as visitor:
            page = (await visitor.get(path)).text
        second, first = page.index("Endring 2"), page.index("Endring 1")
        assert second < first
        assert "tiltak" in page[second:first]
        for text in (TORILL.name, "Kommunen har vedtatt det", "Sak 2026/77", "14 dager", "10 dager"):
            assert text in page[first:], text
        assert "10 dager" in page[second:first]
