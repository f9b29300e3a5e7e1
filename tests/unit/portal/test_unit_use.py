"""A leader sees how often the unit's people have read and changed what it has, by name where the names are known."""

import re
from datetime import date
from typing import Any

import pytest

from shared.contracts import audit
from tests.unit.portal.sample import CHILD, INGRID, KARI, SIV, SUNNIVA, TODAY, named
from tests.unit.portal.world import World

GURO, STRANGER = named("Guro Bakke"), "c-5555aaaa"


def use(child: str | None = CHILD, **numbers: Any) -> audit.Use:
    return audit.Use(
        **{"person": KARI.id, "child": child, "reads": 0, "changes": 0, "denied": 0, "off_hours": 0} | numbers
    )


def world(*uses: audit.Use) -> World:
    made = World()
    made.services.answers["read-unit-use"] = lambda request, _: audit.UnitUse(
        first=request.month or TODAY, last=request.month or TODAY, uses=uses
    )
    return made


async def shown(made: World, address: str = "/bruk", who: Any = SIV) -> str:
    async with made.as_person(who) as visitor:
        page = await visitor.get(address)
    assert page.status_code == 200
    return " ".join(re.sub(r"<[^>]*>", " ", page.text).split())


async def test_each_employee_and_each_child_is_summed_up() -> None:
    page = await shown(
        world(
            use(reads=7, changes=2, off_hours=1), use(None, denied=3), use(STRANGER, reads=4),
            use(person=SIV.id, reads=5),
        )
    )  # fmt: skip
    assert f"Kari Nes 11 2 1 3 Barn {STRANGER} (4 / 0) , Maja (7 / 2) Siv Berg 5 0 0 0 Maja (5 / 0)" in page
    assert f"Barn {STRANGER} 4 0 0 Kari Nes (4 / 0) Maja 12 2 1 Kari Nes (7 / 2) , Siv Berg (5 / 0)" in page
    assert "Barn som står med en kode, hører ikke til enheten." in page
    assert "Arbeidstid er hverdager fra kl. 6 til 21." in page


async def test_the_unit_and_its_children_are_asked_about_and_no_others() -> None:
    made = world()
    await shown(made)
    (asked,) = made.services.said("read-unit-use")
    assert isinstance(asked, audit.ReadUnitUse)
    assert (asked.unit, asked.children, asked.month) == ("bekkelia", (CHILD,), None)


async def test_a_month_is_chosen_and_may_be_empty() -> None:
    made = world()
    page = await shown(made, "/bruk?month=2026-02")
    (asked,) = made.services.said("read-unit-use")
    assert isinstance(asked, audit.ReadUnitUse)
    assert asked.month == date(2026, 2, 1)
    assert "Februar 2026:" in page
    assert "Ingen i enheten åpnet noe om barn i denne tiden" in page
    assert "De siste 30 dagene: fra" in await shown(made, "/bruk?month=")


async def test_where_people_work_at_night_no_hour_is_told_to_be_odd() -> None:
    page = await shown(world(use(person=GURO.id, reads=7, off_hours=6)), who=GURO)
    assert f"Guro Bakke 7 0 0 Barn {CHILD} (7 / 0)" in page
    assert "utenom arbeidstid" not in page


@pytest.mark.parametrize("who", [KARI, INGRID, SUNNIVA], ids=["employee", "guardian", "personvernombud"])
async def test_nobody_else_has_such_a_page(who: Any) -> None:
    made = world()
    async with made.as_person(who) as visitor:
        assert (await visitor.get("/bruk")).status_code == 404
        assert "/bruk" not in (await visitor.get("/oppgaver")).text
    assert made.services.said("read-unit-use") == []


@pytest.mark.parametrize("month", ["2026-13", "x", "1999-01", "../.."])
async def test_a_month_that_is_none_is_no_page(month: str) -> None:
    async with world().as_person(SIV) as visitor:
        assert (await visitor.get("/bruk", params={"month": month})).status_code == 404


async def test_the_way_there_is_on_the_leaders_first_page() -> None:
    async with World().as_person(SIV) as visitor:
        assert 'href="/bruk"' in (await visitor.get("/oppgaver")).text
