"""A breach at the desk: a clock that is kept, and a draft that is not."""

from datetime import timedelta
from typing import Any

from services.portal import dates
from shared.contracts import audit
from tests.unit.pdf import faults, text_of
from tests.unit.portal.sample import SUNNIVA
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


async def test_the_hours_that_are_left_stand_on_the_page_and_those_that_are_over() -> None:
    for hours, text in ((30, "41 timer igjen"), (80, "9 timer over fristen")):
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
