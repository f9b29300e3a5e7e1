"""Pages say what the services said, and hand on what people write, word for word."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.portal.pages import mail
from services.portal.refusals import TEXTS
from shared.contracts import case, consent
from shared.contracts.common import Actor, Category, Request
from shared.errors import RemoteRefused, Unavailable
from tests.unit.portal.world import CASE, CHILD, INGRID, KARI, LOG, SIV, SUNNIVA, TODAY, TOR, World, concern

KEY = "019ab000-0000-7000-8000-000000000001"
ATTACK = "<script>alert(1)</script>"


def refuse(code: str, status: int = 422) -> Callable[[Request, Actor], Any]:
    def answer(_request: Request, _actor: Actor) -> Any:
        raise RemoteRefused(code, status, retryable=False)

    return answer


async def sent(world: World, visitor: Any, address: str, **fields: str) -> Any:
    return await visitor.post(address, data={"token": world.token(visitor), "id": KEY, **fields})


@pytest.mark.parametrize(
    ("person", "address", "says"),
    [
        (KARI, "/oppgaver", "Én ting haster."),
        (KARI, f"/barn/{CHILD}", "Denne siden er bare for dere i enheten"),
        (SIV, f"/undring/{CASE}", "Avklar veien videre"),
        (KARI, f"/logg/{LOG}", "Vurdering fra PPT"),
        (TOR, f"/invitasjon/{LOG}", "Foreldrene har sagt ja til at PPT er med"),
        (INGRID, f"/familie/{CHILD}", "Du mister ikke hjelp om du sier nei."),
        (SUNNIVA, "/kontroll", "Leste stafettloggen"),
    ],
)
async def test_each_person_finds_what_is_theirs(person: Any, address: str, says: str) -> None:
    async with World().as_person(person) as visitor:
        page = await visitor.get(address)
    assert page.status_code == 200
    assert says in page.text


async def test_a_quick_note_joins_the_open_undring() -> None:
    world = World()
    async with world.as_person(KARI) as visitor:
        answer = await sent(world, visitor, "/notat", child=f"{CHILD}:{CASE}", seen="Satt alene.\r\nGråt.")
    assert answer.headers["location"] == "/oppgaver"
    (added,) = world.services.said("add-observation")
    assert added == case.AddObservation(id=KEY, case=CASE, observation={"seen": "Satt alene.\nGråt."})


async def test_a_quick_note_starts_an_undring_where_there_is_none() -> None:
    world = World()
    async with world.as_person(KARI) as visitor:
        await sent(world, visitor, "/notat", child=f"{CHILD}:", seen="Satt alene.")
    (registered,) = world.services.said("register-concern")
    assert registered.case == KEY  # type: ignore[attr-defined]


async def test_an_undring_keeps_facts_apart_from_thoughts() -> None:
    world = World()
    async with world.as_person(KARI) as visitor:
        answer = await sent(
            world, visitor, f"/barn/{CHILD}/undring", acute="no", interpretation="Er hun trøtt?",
            **{
                "observations-0-seen": "Satt alene.", "observations-0-where": "Garderoben", "observations-0-since": "",
                "observations-1-seen": "Svarte ikke.", "observations-2-seen": " ",
            },
        )  # fmt: skip
    assert answer.headers["location"] == f"/barn/{CHILD}"
    (registered,) = world.services.said("register-concern")
    assert isinstance(registered, case.RegisterConcern)
    assert [seen.seen for seen in registered.observations] == ["Satt alene.", "Svarte ikke."]
    assert (registered.observations[0].where, registered.observations[0].since) == ("Garderoben", None)
    assert (registered.interpretation, registered.acute) == ("Er hun trøtt?", False)


async def test_one_more_observation_keeps_what_is_written() -> None:
    world = World()
    async with world.as_person(KARI) as visitor:
        page = await sent(
            world, visitor, f"/barn/{CHILD}/undring", more="1", acute="no",
            **{"observations-0-seen": "Satt alene.", "observations-1-seen": ""},
        )  # fmt: skip
    assert page.status_code == 200
    assert "Satt alene.</textarea>" in page.text
    assert 'id="concern-observations-2-seen"' in page.text
    assert not world.services.said("register-concern")


async def test_an_acute_undring_shows_the_duty_and_no_way_to_the_parents() -> None:
    world = World()
    world.services.answers["read-case"] = lambda *_: concern(acute=True)
    async with world.as_person(KARI) as visitor:
        page = (await visitor.get(f"/barn/{CHILD}")).text
    assert "Du har plikt til å melde" in page
    assert "116 111" in page
    assert "Undringssamtale" not in page
    assert "Be om samtykke" not in page


@pytest.mark.parametrize("code", [*sorted(TEXTS), "SomethingUnheardOf"])
async def test_a_refusal_is_explained_and_the_text_is_kept(code: str) -> None:
    world = World()
    world.services.answers["write-contribution"] = refuse(code)
    async with world.as_person(KARI) as visitor:
        page = await sent(world, visitor, f"/logg/{LOG}/skriv", kind="note", text=f"Hun lo. {ATTACK}")
    assert page.status_code == 422
    assert TEXTS.get(code, "Ingenting er lagret") in page.text
    assert "Hun lo. &lt;script&gt;" in page.text
    assert ATTACK not in page.text
    assert f'name="id" value="{KEY}"' in page.text


async def test_what_is_missing_is_said_at_the_field() -> None:
    world = World()
    async with world.as_person(KARI) as visitor:
        page = await sent(
            world,
            visitor,
            f"/logg/{LOG}/tiltak",
            title="x" * 201,
            description="",
            responsible=KARI.id,
            evaluate_on="i går",
        )
    assert page.status_code == 422
    assert "Kan ha høyst 200 tegn" in page.text
    assert "Skriv en gyldig dato" in page.text
    assert 'aria-invalid="true"' in page.text
    assert not world.services.said("agree-measure")


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


async def test_services_that_do_not_answer_keep_the_text() -> None:
    world = World()

    def silent(_request: Request, _actor: Actor) -> Any:
        raise Unavailable

    world.services.answers["write-contribution"] = silent
    async with world.as_person(KARI) as visitor:
        page = await sent(world, visitor, f"/logg/{LOG}/skriv", kind="note", text="Hun lo.")
    assert "Hun lo.</textarea>" in page.text


async def test_after_an_act_the_next_page_says_so_once_and_waits_for_it() -> None:
    world = World()
    async with world.as_person(KARI) as visitor:
        await sent(world, visitor, f"/logg/{LOG}/skriv", kind="assessment", text="Trenger tid.")
        assert "Lagret i stafettloggen." in (await visitor.get(f"/logg/{LOG}")).text
        assert "Lagret i stafettloggen." not in (await visitor.get(f"/logg/{LOG}")).text
    waited = [request.seen for request in world.services.said("read-stafettlogg")]  # type: ignore[attr-defined]
    assert waited == ["barnehage-1-p", None]


async def test_the_shared_spine_is_asked_of_the_family_and_a_text_of_its_own_service() -> None:
    world = World()
    async with world.as_person(TOR) as visitor:
        await sent(world, visitor, f"/invitasjon/{LOG}/bli-med")
        await sent(world, visitor, f"/logg/{LOG}/skriv", kind="assessment", text="Trenger tid.")
    asked = {request.name: owner for request, owner, _ in world.services.asked}
    assert asked["accept-invitation"] == "familie"
    assert asked["write-contribution"] == "ppt"


async def test_the_audience_stands_by_the_text_before_it_is_saved() -> None:
    async with World().as_person(KARI) as visitor:
        page = (await visitor.get(f"/logg/{LOG}")).text
    assert "Ikke helsestasjonen" in page
    assert "Samtykket dekker ikke dette innholdet." in page


async def test_only_a_health_service_is_offered_to_write_about_health() -> None:
    async with World().as_person(KARI) as visitor:
        assert 'value="health"' not in (await visitor.get(f"/logg/{LOG}")).text


async def test_asking_the_parents_names_services_content_and_term() -> None:
    world = World()
    async with world.as_person(KARI) as visitor:
        await sent(
            world, visitor, f"/barn/{CHILD}/samtykke", months="3",
            **{"service-ppt": "on", "category-notes": "on", "category-agreements": "on"},
        )  # fmt: skip
    (asked,) = world.services.said("ask-consent")
    assert isinstance(asked, consent.AskConsent)
    assert asked.services == ("barnehage", "ppt")
    assert set(asked.categories) == {Category.NOTES, Category.AGREEMENTS}
    assert timedelta(days=85) < asked.expires_on - TODAY < timedelta(days=95)


async def test_asking_nobody_is_not_sent() -> None:
    world = World()
    async with world.as_person(KARI) as visitor:
        page = await sent(world, visitor, f"/barn/{CHILD}/samtykke", months="3")
    assert page.status_code == 422
    assert not world.services.said("ask-consent")


async def test_a_parent_answers_only_what_they_are_asked() -> None:
    world = World()
    async with world.as_person(INGRID) as visitor:
        await sent(world, visitor, f"/familie/{CHILD}/svar", **{"answer-s-ppt": "yes", "answer-s-barnevern": "yes"})
    (answered,) = world.services.said("answer-consent")
    assert (answered.consent, answered.yes) == ("s-ppt", True)  # type: ignore[attr-defined]


async def test_no_choice_is_not_an_answer() -> None:
    world = World()
    async with world.as_person(INGRID) as visitor:
        await sent(world, visitor, f"/familie/{CHILD}/svar", **{"answer-s-ppt": "kanskje"})
        assert "Du har ikke valgt noe svar ennå." in (await visitor.get(f"/familie/{CHILD}")).text
    assert not world.services.said("answer-consent")


async def test_withdrawing_shows_what_it_means_first() -> None:
    world = World()
    async with world.as_person(INGRID) as visitor:
        page = (await visitor.get(f"/familie/{CHILD}/trekk/s-barnehage")).text
        assert "«Lekegruppe» mister den som har ansvaret" in page
        assert "De har stafettpinnen nå" in page
        assert not world.services.said("withdraw-consent")
        await sent(world, visitor, f"/familie/{CHILD}/trekk/s-barnehage")
    assert world.services.said("withdraw-consent")


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
        page = (await visitor.get(f"/kontroll?child={CHILD}&outcome=denied")).text
    assert TOR.id in page
    assert "Tor Eide" not in page
    assert f"/kontroll?child={CHILD}&amp;outcome=denied&amp;before=40" in page
    (search,) = world.services.said("search-audit")
    assert (search.child, search.outcome) == (CHILD, "denied")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "query", ["child=%C3%86", "actor=%27", "outcome=x", "owner=" + "x" * 99, "action=%3Cscript%3E"]
)
async def test_a_search_that_cannot_name_anything_is_answered_kindly(query: str) -> None:
    async with World().as_person(SUNNIVA) as visitor:
        page = await visitor.get(f"/kontroll?{query}")
    assert page.status_code == 200
    assert "Søket kan ikke leses" in page.text


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
