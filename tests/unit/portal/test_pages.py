"""Pages say what the services said, and no more."""

import re
from pathlib import Path
from typing import Any

import pytest

from services.portal.directory import Person
from services.portal.pages import mail
from shared.contracts.common import Actor, Request
from tests.unit.portal.sample import (
    CASE,
    CHILD,
    INGRID,
    KARI,
    LOG,
    SIV,
    SUNNIVA,
    TOR,
    concern,
    consents,
    named,
    stafettlogg,
    summary,
)
from tests.unit.portal.world import World, refuse

ATTACK = "<script>alert(1)</script>"


@pytest.mark.parametrize(
    ("person", "address", "says"),
    [
        (KARI, "/oppgaver", "Én ting haster."),
        (KARI, f"/barn/{CHILD}", "Denne siden er bare for dere i enheten"),
        (SIV, f"/undring/{CASE}", "Avklar veien videre"),
        (KARI, f"/logg/{LOG}", "Vurdering fra PPT"),
        (TOR, f"/invitasjon/{LOG}", "Foreldrene har sagt ja til at PPT er med"),
        (INGRID, f"/familie/{CHILD}", "Du mister ikke hjelp om du sier nei."),
        (SUNNIVA, "/kontroll/sok", "Leste stafettloggen"),
    ],
)
async def test_each_person_finds_what_is_theirs(person: Any, address: str, says: str) -> None:
    async with World().as_person(person) as visitor:
        page = await visitor.get(address)
    assert page.status_code == 200
    assert says in page.text


async def test_no_child_is_chosen_for_who_writes_a_quick_note() -> None:
    async with World().as_person(KARI) as visitor:
        page = (await visitor.get("/oppgaver")).text
    assert 'name="child" required><option value="">Velg barn</option>' in page
    assert " selected" not in page


async def test_who_has_left_keeps_the_name_they_came_with() -> None:
    log, world = stafettlogg(), World()
    came = log.entries[0].model_copy(
        update={"id": "e-0", "what": "stafettlogg.invitation-accepted.v1", "by": "p-00000000",
                "data": {"person": "p-00000000", "owner": "ppt"}, "text": {"person_name": "Grete Lund"}}
    )  # fmt: skip
    world.services.answers["read-stafettlogg"] = lambda *_: log.model_copy(update={"entries": (came, *log.entries)})
    async with world.as_person(KARI) as visitor:
        assert "<span>Grete Lund</span>" in (await visitor.get(f"/logg/{LOG}")).text


async def test_an_acute_undring_shows_the_duty_and_no_way_to_the_parents() -> None:
    world = World()
    world.services.answers["read-case"] = lambda *_: concern(acute=True)
    async with world.as_person(KARI) as visitor:
        page = (await visitor.get(f"/barn/{CHILD}")).text
    assert "Du har plikt til å melde" in page
    assert "116 111" in page
    assert "Undringssamtale" not in page
    assert "Be om samtykke" not in page


@pytest.mark.parametrize(("stage", "ways"), [("shared", 1), ("talked", 1)], ids=["early", "next step"])
async def test_there_is_one_way_to_ask_the_parents(stage: str, ways: int) -> None:
    world = World()
    world.services.answers["read-child"] = lambda *_: summary().model_copy(update={"stafettlogg": None})
    world.services.answers["read-case"] = lambda *_: concern().model_copy(update={"stage": stage})
    world.services.answers["read-consents"] = lambda *_: consents().model_copy(update={"consents": ()})
    async with world.as_person(KARI) as visitor:
        page = (await visitor.get(f"/barn/{CHILD}")).text
    assert page.count(f'href="/barn/{CHILD}/samtykke"') == ways


async def test_the_leaders_days_are_the_municipalitys() -> None:
    world = World()
    world.services.answers["read-case"] = lambda *_: concern().model_copy(update={"decide_by": None})
    for person, days in ((KARI, 14), (named("Solveig Nygård"), 10)):
        async with world.as_person(person) as visitor:
            assert f"har {days} dager på å avklare" in (await visitor.get(f"/barn/{CHILD}")).text


async def test_a_page_names_services_as_the_municipality_does() -> None:
    async with World().as_person(named("Leif Aarset")) as visitor:
        page = (await visitor.get(f"/logg/{LOG}")).text
    assert "PP-tenesta" in page
    assert ">PPT<" not in page


@pytest.mark.parametrize(("person", "offered"), [(KARI, True), (SIV, False)])
async def test_only_who_asked_the_parents_is_offered_to_open_the_log(person: Person, *, offered: bool) -> None:
    """As the policy S01 has it: whoever did not ask would write a page, and then be told that there is nothing here."""
    world = World()
    world.services.answers["read-child"] = lambda *_: summary().model_copy(update={"stafettlogg": None})
    world.services.answers["read-case"] = lambda *_: concern().model_copy(update={"stage": "decided"})
    async with world.as_person(person) as visitor:
        child = (await visitor.get(f"/barn/{CHILD}")).text
        page = (await visitor.get(f"/barn/{CHILD}/stafettlogg")).text
    assert (f'href="/barn/{CHILD}/stafettlogg"' in child) == ("Hva handler det om?" in page) == offered
    assert ("Kari Nes åpner stafettloggen" in child) == ("Bare den som har spurt" in page) == (not offered)


@pytest.mark.parametrize("page", [f"/barn/{CHILD}", f"/barn/{CHILD}/undring", f"/logg/{LOG}"])
@pytest.mark.parametrize("guarded", [True, None])
async def test_who_writes_about_a_protected_child_is_told_first(page: str, *, guarded: bool | None) -> None:
    world = World()
    world.services.answers["read-child"] = lambda *_: summary().model_copy(update={"guarded": guarded})
    world.services.answers["read-stafettlogg"] = lambda *_: stafettlogg().model_copy(update={"guarded": guarded})
    async with world.as_person(KARI) as visitor:
        shown = (await visitor.get(page)).text
    assert ("Barnets adresse er beskyttet." in shown) == bool(guarded)


@pytest.mark.parametrize(("status", "shown"), [(401, 404), (403, 404), (404, 404), (422, 422), (500, 503), (503, 503)])
async def test_a_page_that_may_not_be_read_says_little(status: int, shown: int) -> None:
    world = World()
    world.services.answers["read-stafettlogg"] = refuse("Whatever", status)
    async with world.as_person(KARI) as visitor:
        page = await visitor.get(f"/logg/{LOG}")
    assert page.status_code == shown
    assert "Maja" not in page.text
    assert "Whatever" not in page.text


async def test_a_bug_shows_a_calm_page_and_no_trace() -> None:
    world = World()

    def broken(_request: Request, _actor: Actor) -> Any:
        raise KeyError("Maja")

    world.services.answers["my-tasks"] = broken
    async with world.as_person(KARI) as visitor:
        page = await visitor.get("/oppgaver")
    assert page.status_code == 500
    assert "Noe gikk galt hos oss" in page.text
    assert "Maja" not in page.text
    assert page.headers["content-security-policy"]


async def test_the_audience_stands_by_the_text_before_it_is_saved() -> None:
    async with World().as_person(KARI) as visitor:
        page = (await visitor.get(f"/logg/{LOG}")).text
    assert "Ikke helsestasjonen" in page
    assert "Samtykket dekker ikke dette innholdet." in page


async def test_only_a_health_service_is_offered_to_write_about_health() -> None:
    async with World().as_person(KARI) as visitor:
        assert 'value="health"' not in (await visitor.get(f"/logg/{LOG}")).text


async def test_no_name_stands_in_a_title_or_an_address() -> None:
    world = World()
    for person, address in ((KARI, f"/logg/{LOG}"), (KARI, f"/barn/{CHILD}"), (INGRID, f"/familie/{CHILD}")):
        async with world.as_person(person) as visitor:
            page = (await visitor.get(address)).text
        title = page.partition("<title>")[2].partition("</title>")[0]
        addresses = [part.partition('"')[0] for part in page.split('href="')[1:]]
        for name in ("Maja", "Ingrid", "Kari", "Solheim"):
            assert name not in title
            assert not any(name in where for where in addresses)


async def test_the_audit_list_shows_pseudonyms_and_leads_on() -> None:
    world = World()
    async with world.as_person(SUNNIVA) as visitor:
        page = (await visitor.get(f"/kontroll/sok?child={CHILD}&outcome=denied")).text
    assert TOR.id in page
    assert "Tor Eide" not in page
    assert f"/kontroll/sok?child={CHILD}&amp;outcome=denied&amp;before=40" in page
    (search,) = world.services.said("search-audit")
    assert (search.child, search.outcome) == (CHILD, "denied")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "query", ["child=%C3%86", "child=01410012345", "actor=%27", "outcome=x", "owner=" + "x" * 99, "action=%3Cscript%3E"]
)
async def test_a_search_that_cannot_name_anything_is_answered_kindly(query: str) -> None:
    async with World().as_person(SUNNIVA) as visitor:
        page = await visitor.get(f"/kontroll/sok?{query}")
    assert page.status_code == 200
    assert "Søket kan ikke leses" in page.text


async def test_no_name_and_no_birth_number_can_be_searched_for_in_an_address() -> None:
    async with World().as_person(SUNNIVA) as visitor:
        page = (await visitor.get("/kontroll/sok")).text
    patterns = re.findall(r'<input [^>]*maxlength="64"[^>]* pattern="(.+?)"', page)
    assert len(patterns) == 2
    for pattern in patterns:
        for told in (CHILD, TOR.id, "case-ppt"):
            assert re.fullmatch(pattern, told)
        for told in ("Tor Eide", "Tor", "01410012345"):
            assert not re.fullmatch(pattern, told)


def test_mails_are_shown_newest_first_with_their_own_headers(tmp_path: Path) -> None:
    for folder in ("new", "cur", "tmp"):
        (tmp_path / folder).mkdir()
    for hour, word in ((9, "Første"), (11, "Andre")):
        raw = (
            f"From: Stafett <ikke-svar@eksempel.test>\r\nTo: mor@eksempel.test\r\nSubject: {word}\r\n"
            f"Date: Mon, 23 Nov 2026 {hour:02}:00:00 +0100\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
            "Noe nytt å se.\r\n"
        )
        (tmp_path / "new" / f"{hour}.mail").write_bytes(raw.encode())
    first, second = mail.read(tmp_path)
    assert dict(first.headers)["Subject"] == "Andre"
    assert dict(second.headers)["To"] == "mor@eksempel.test"
    assert first.text.strip() == "Noe nytt å se."


def test_an_unread_mailbox_is_empty(tmp_path: Path) -> None:
    assert mail.read(tmp_path / "none") == []
