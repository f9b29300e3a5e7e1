"""Whoever has taken part is told why a stafettlogg is closed; to everybody else it is not there."""

from datetime import date

import pytest

from shared.contracts import case
from tests.unit.portal.sample import KARI, LOG
from tests.unit.portal.world import World, refuse

SAID_NO = "Familien har sagt nei til tjenesten, eller samtykket er trukket eller gått ut."


def closed(because: tuple[str, ...] = (SAID_NO,)) -> World:
    made = World()
    made.services.answers |= {
        "read-stafettlogg": refuse("AccessDenied", 403),
        "why-closed": lambda *_: case.Closed(because=because, fact="consent.withdrawn.v1", on=date(2026, 3, 3)),
    }
    return made


async def test_who_has_taken_part_reads_why_and_since_when() -> None:
    made = closed()
    async with made.as_person(KARI) as visitor:
        page = await visitor.get(f"/logg/{LOG}")
    assert page.status_code == 200
    assert "er trukket 3. mars" in page.text
    assert SAID_NO in page.text


@pytest.mark.parametrize(("code", "status"), [("AccessDenied", 403), ("Unknown", 404)])
async def test_a_stranger_is_answered_byte_for_byte_as_about_a_log_that_is_made_up(code: str, status: int) -> None:
    made, made_up = closed(), World()
    made.services.answers["why-closed"] = refuse(code, status)
    made_up.services.answers |= dict.fromkeys(("read-stafettlogg", "why-closed"), refuse("Unknown", 404))
    async with made.as_person(KARI) as visitor:
        there = await visitor.get(f"/logg/{LOG}")
    async with made_up.as_person(KARI) as visitor:
        nowhere = await visitor.get("/logg/s-made-up")
    assert (there.status_code, there.content) == (404, nowhere.content)


async def test_where_no_rule_closed_it_nothing_is_told() -> None:
    made = closed(because=())
    async with made.as_person(KARI) as visitor:
        assert (await visitor.get(f"/logg/{LOG}")).status_code == 404
