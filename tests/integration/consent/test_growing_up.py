"""A child who is eighteen today, on real servers: before the midnight's sweep has come by, and after it."""

from datetime import UTC, date, datetime, timedelta

import asyncpg
import pytest

from services.consent.family import today
from shared.contracts.common import Category, Done, Role
from shared.contracts.consent import AskConsent, Consents, Family, MyFamily, ReadConsents, State
from tests.answers import answered
from tests.integration.consent.asking import Asker, Household, ask, rows
from tests.integration.consent.test_story import SOON
from tests.servers import Installation
from tests.unit.consent.world import actor, teacher
from tests.waiting import until

NOTES = ("familie", Category.NOTES)


def years_ago(years: int) -> date:
    now = today(datetime.now(UTC))
    # Whoever is born on 29 February of a leap year is not eighteen on any 29 February.
    return now.replace(year=now.year - years, day=min(now.day, 28) if now.month == 2 else now.day)


async def test_a_grown_child_decides_alone_and_the_sweep_tells_everybody(
    installation: Installation, register: Asker, portal: Asker, services: dict[str, Asker], database: asyncpg.Connection
) -> None:
    home = Household.new()
    told = home.told()
    born = {"born": years_ago(18)}
    done: Done = await register.ask(type(told).model_validate(told.model_dump() | born))
    youth = actor(home.child, Role.YOUTH, "familie")

    family: Family = await portal.ask(MyFamily(seen=done.event), home.mother)
    assert family.children == ()
    assert await portal.refusal(ReadConsents(child=home.child), home.mother) == "AccessDenied"

    consents = await ask(portal, home, SOON, "ppt", by=youth)
    known: Consents = await portal.ask(ReadConsents(child=home.child), youth)
    assert [[one.relation for one in view.givers] for view in known.consents] == [["child"], ["child"]]
    await services["familie"].lease(home.child, NOTES)
    assert await services["ppt"].lease(home.child, NOTES) == {}
    answer = answered(home.child, consents["ppt"])
    assert await portal.refusal(answer, home.mother) == "AccessDenied"
    await portal.ask(answer, youth)
    assert set(await services["ppt"].lease(home.child, NOTES)) == {NOTES}

    await sweep(installation)
    types = await database.fetch("SELECT type FROM events WHERE stream = $1 ORDER BY version", home.child)
    assert [row["type"] for row in types][-2:] == ["child-came-of-age", "guardians-changed"]
    assert len(await rows(database, "child-grows", home.child)) == 1
    known = await portal.ask(ReadConsents(child=home.child), youth)
    assert {one.service: one.state for one in known.consents}["ppt"] is State.ACTIVE


@pytest.mark.parametrize(("younger", "asked"), [(0, {"child"}), (1, {"child", "mother", "father"})])
async def test_from_the_day_it_is_sixteen_health_is_the_youths_own(
    register: Asker, portal: Asker, younger: int, asked: set[str]
) -> None:
    """A day before, the parents answer too."""
    home = Household.new()
    told = home.told()
    born = {"born": years_ago(16) + timedelta(days=younger)}
    await register.ask(type(told).model_validate(told.model_dump() | born))
    health = AskConsent(child=home.child, services=("ppt",), categories=(Category.HEALTH,), expires_on=SOON)
    await portal.ask(health, teacher)
    youth = actor(home.child, Role.YOUTH, "familie")
    known: Consents = await portal.ask(ReadConsents(child=home.child), youth)
    assert [{one.relation for one in view.givers} for view in known.consents] == [asked, asked]


async def test_no_table_tells_when_a_child_was_born(home: Household, database: asyncpg.Connection) -> None:
    assert home.child
    for row in await database.fetch("SELECT * FROM birthdays"):
        assert len(row["blind"]) == 32
    mine = await database.fetch("SELECT due_at FROM timers WHERE subject = $1", home.child)
    assert mine == []


async def sweep(installation: Installation) -> None:
    """Today's midnight once more; nobody but a test and a superuser can do this."""
    operator = await installation.superuser("consent")
    day = today(datetime.now(UTC)).isoformat()
    again = (
        "UPDATE timers SET ended_at = NULL WHERE kind = 'midnight' AND item = $1 AND ended_at IS NOT NULL RETURNING 1"
    )
    over = "SELECT bool_and(ended_at IS NOT NULL) FROM timers WHERE kind = 'midnight' AND item = $1"
    await until(lambda: operator.fetchval(again, day))
    await until(lambda: operator.fetchval(over, day))
    await operator.close()
