"""A breach at the desk: a clock that is kept, and a draft that is not."""

from datetime import timedelta
from typing import Any

import pytest

from services.portal import dates
from services.portal.breaching import clock
from shared.contracts import audit
from tests.unit.pdf import faults, text_of
from tests.unit.portal.sample import NOW, SUNNIVA, TODAY, TOR
from tests.unit.portal.test_oversight import INVESTIGATION, looking_into, overseen
from tests.unit.portal.world import World, refuse, sent

BREACH = "019ab000-0000-7000-8000-000000000007"
HERE = f"/kontroll/avvik/{BREACH}"


def known(hours: int, **said: Any) -> World:
    world, at = World(), dates.now() - timedelta(hours=hours, minutes=5)
    one = audit.Breach(
        breach=BREACH, known_at=at, due_at=at + timedelta(hours=72), opened_by=SUNNIVA.id, **said
    )  # fmt: skip
    world.services.answers["read-breaches"] = lambda *_: audit.Breaches(breaches=(one,))
    return world


LIMIT = timedelta(hours=72)


@pytest.mark.parametrize(
    ("passed", "text", "color"),
    [
        (timedelta(0), "72 timer igjen", "warning"),
        (LIMIT - timedelta(hours=1), "1 timer igjen", "warning"),
        (LIMIT - timedelta(minutes=1), "Under én time igjen", "warning"),
        (LIMIT, "Fristen er over", "danger"),
        (LIMIT + timedelta(hours=1), "1 timer over fristen", "danger"),
    ],
)
def test_the_clock_is_red_from_the_72nd_hour_and_not_a_minute_before(passed: timedelta, text: str, color: str) -> None:
    one = audit.Breach(breach=BREACH, known_at=NOW, due_at=NOW + LIMIT, opened_by=SUNNIVA.id)
    assert clock(one, NOW + passed) == (text, color)


async def test_a_breach_that_waits_stands_on_the_first_page_and_one_that_has_ended_does_not() -> None:
    for hours, said, color in ((30, {}, "warning"), (80, {}, "danger"), (80, {"ended_at": NOW}, None)):
        async with known(hours, **said).as_person(SUNNIVA) as visitor:
            _, _, card = (await visitor.get("/kontroll")).text.partition("Avvik som venter")
        assert (f'data-color="{color}"' in card.partition("</section>")[0], bool(card)) == (bool(color), bool(color))


def odd(**said: Any) -> audit.Anomaly:
    about = {"actor": TOR.id, "child": "c-1a2b", "day": TODAY, "count": 6, "first_at": NOW, "last_at": NOW}
    return audit.Anomaly.model_validate({"anomaly": "a-3", "kind": "no-errand"} | about | said)


async def test_from_an_investigation_to_a_draft_that_begins_with_what_it_knows_and_with_nobodys_code() -> None:
    world = known(3, investigation=INVESTIGATION)
    opened = audit.IdentityOpened(person=TOR.id, why=audit.Why.BREACH, at=NOW, by=SUNNIVA.id)
    one = looking_into(about="a-3", anomaly=odd(), finding=None, identities=(opened,))
    world.services.answers["read-oversight"] = lambda *_: overseen(investigations=(one,))
    async with world.as_person(SUNNIVA) as visitor:
        from_there = (await visitor.get(f"/kontroll/undersokelse/{INVESTIGATION}")).text
        page = (await visitor.get(f"/kontroll/avvik?investigation={INVESTIGATION}")).text
        await sent(world, visitor, "/kontroll/avvik", day="2026-11-20", clock="13:30", investigation=INVESTIGATION)
    assert f'href="/kontroll/avvik?investigation={INVESTIGATION}"' in from_there
    assert "Leste om barnet på 6 ulike dager" in page
    assert "Ett barn, og de som har foreldreansvar for det." in page
    assert (TOR.id in page, TOR.name in page, "c-1a2b" in page) == (False, False, False)
    (begun,) = world.services.said("open-breach")
    assert begun.investigation == INVESTIGATION  # type: ignore[attr-defined]


async def test_a_draft_from_a_finding_tells_where_and_of_many_children_how_many() -> None:
    world = known(3, investigation=INVESTIGATION)
    shown = looking_into(verdict="fault", case="2026/118", closed_at=NOW)
    world.services.answers["read-oversight"] = lambda *_: overseen(investigations=(shown,))
    async with world.as_person(SUNNIVA) as visitor:
        found = (await visitor.get("/kontroll/avvik")).text
        shown = looking_into(about="a-3", finding=None, anomaly=odd(kind="many-children", child=None, count=17))
        many = (await visitor.get("/kontroll/avvik")).text
    assert "Oppføring 7 i loggen til barnehagen for 2026 er ikke slik den ble skrevet. Funnet" in found
    assert "Personvernombudet har undersøkt det: En feil i systemet eller driften. Sak 2026/118." in found
    assert "17 barn, og de som har foreldreansvar for dem." in many


async def test_the_hours_that_are_left_stand_on_the_page_and_those_that_are_over() -> None:
    for hours, text in ((30, "41 timer igjen"), (80, "8 timer over fristen")):
        async with (world := known(hours)).as_person(SUNNIVA) as visitor:
            assert text in (await visitor.get("/kontroll/avvik")).text, world


async def test_the_clock_starts_when_it_was_known_by_the_clock_on_the_wall_and_ends_with_a_code() -> None:
    world = known(3)
    async with world.as_person(SUNNIVA) as visitor:
        begun = await sent(world, visitor, "/kontroll/avvik", day="2026-11-20", clock="13:30")
        wrong = await sent(world, visitor, "/kontroll/avvik", day="", clock="13:30")
        await sent(world, visitor, f"{HERE}/avslutt", end="notified", case="2026/9")
        world.services.answers["end-breach"] = refuse("BreachEnded")
        late = await sent(world, visitor, f"{HERE}/avslutt", end="no-risk")
        missing = await sent(world, visitor, f"{HERE[:-1]}9/avslutt", end="no-risk")
    (opened,) = world.services.said("open-breach")
    assert opened.known_at.isoformat() == "2026-11-20T13:30:00+01:00"  # type: ignore[attr-defined]
    assert [one.status_code for one in (begun, wrong, late, missing)] == [303, 422, 422, 404]
    ended: Any = world.services.said("end-breach")[0]
    assert (ended.breach, ended.end, ended.case) == (BREACH, audit.BreachEnd.NOTIFIED, "2026/9")


async def test_a_draft_is_a_pdf_for_everybody_and_no_service_hears_a_word_of_it() -> None:
    world = known(3)
    async with world.as_person(SUNNIVA) as visitor:
        page = (await visitor.get("/kontroll/avvik?readers=7&read=2&first=2026-11-01&last=2026-11-09")).text
        answer = await sent(world, visitor, f"{HERE}/utkast", nature="Ord om noen", persons="12 barn")
        missing = await sent(world, visitor, f"{HERE[:-1]}9/utkast", nature="Ord om noen")
    assert "Fra 2026-11-01 til 2026-11-09 kunne 7 personer lese om barnet, og 2 leste stafettloggen." in page
    said = " ".join(text_of(answer.content).split())
    assert (faults(answer.content), missing.status_code) == ([], 404)
    assert all(words in said for words in ("Ord om noen", "12 barn", "Frist hos Datatilsynet", "Ikke fylt ut."))
    assert "Ord om noen" not in repr(world.services.asked)
