"""Whoever had a key has it no more than for what was written until then."""

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from services.consent.family import today
from shared.contracts.common import Category
from shared.contracts.consent import AskConsent, Consents, ReadConsents, WithdrawConsent
from tests.answers import answered
from tests.integration.consent.asking import Asker, Household, ask
from tests.integration.consent.test_story import answers, turn_the_calendar
from tests.servers import Installation
from tests.unit.consent.world import SHARED, teacher
from tests.waiting import until

SOON = today(datetime.now(UTC)) + timedelta(days=30)
OURS, THEIRS = ("familie", Category.NOTES), ("barnehage", Category.NOTES)
UNTOUCHED = ("barnehage", Category.HEALTH)


@pytest.fixture
async def consents(portal: Asker, services: dict[str, Asker], home: Household) -> dict[str, str]:
    """The barnehage and PPT are let in, and all have written."""
    asked = await ask(portal, home, SOON, "ppt")
    await answers(portal, home, *asked.values())
    for owner, category in (OURS, THEIRS, UNTOUCHED):
        assert await services[owner].epochs(home.child, (owner, category)) == [1]
    await services["ppt"].epochs(home.child, ("ppt", Category.NOTES))
    return asked


async def raised(services: dict[str, Asker], home: Household) -> dict[str, list[int]]:
    """The epochs of notes that each owner has now."""
    return {
        owner: await services[owner].epochs(home.child, (owner, Category.NOTES))
        for owner in ("barnehage", "familie", "ppt")
    }


async def test_a_withdrawal_raises_the_epoch_of_every_key_that_was_held_under_the_consent(
    portal: Asker, services: dict[str, Asker], home: Household, consents: dict[str, str]
) -> None:
    ppt = services["ppt"]
    assert await ppt.epochs(home.child, THEIRS) == [1]
    await portal.ask(WithdrawConsent(child=home.child, consent=consents["ppt"]), home.mother)
    assert await raised(services, home) == {"barnehage": [1, 2], "familie": [1, 2], "ppt": [1, 2]}
    assert await services["barnehage"].epochs(home.child, UNTOUCHED) == [1]
    assert await ppt.epochs(home.child, THEIRS) == await ppt.epochs(home.child, OURS) == []
    assert await services["barnehage"].epochs(home.child, OURS) == [1, 2]
    assert await raised(services, home) == {"barnehage": [1, 2], "familie": [1, 2], "ppt": [1, 2]}


async def test_so_does_a_refusal_after_another_has_said_yes(
    portal: Asker, services: dict[str, Asker], home: Household, consents: dict[str, str]
) -> None:
    waiting = (await ask(portal, home, SOON, "helsestasjon"))["helsestasjon"]
    await portal.ask(answered(home.child, waiting), home.mother)
    assert await services["barnehage"].epochs(home.child, THEIRS) == [1]
    await portal.ask(answered(home.child, waiting, yes=False), home.father)
    assert await services["barnehage"].epochs(home.child, THEIRS) == [1, 2]
    assert await services["helsestasjon"].epochs(home.child, THEIRS) == []


async def test_so_does_one_more_who_decides_from_now_on(
    register: Asker, services: dict[str, Asker], home: Household, consents: dict[str, str]
) -> None:
    told, (newcomer, *_) = home.told(), Household.new().told().guardians
    await register.ask(told.model_copy(update={"guardians": (*told.guardians, newcomer)}))
    assert await raised(services, home) == {"barnehage": [1, 2], "familie": [1, 2], "ppt": [1, 2]}
    assert await services["ppt"].epochs(home.child, THEIRS) == []


async def test_so_does_the_day_on_which_a_consent_ends(
    installation: Installation, services: dict[str, Asker], home: Household, consents: dict[str, str]
) -> None:
    operator = await installation.superuser("consent")
    await turn_the_calendar(operator, home, consents["ppt"])
    await operator.execute("UPDATE timers SET due_at = now() WHERE item = $1", consents["ppt"])
    await until(lambda: operator.fetchval("SELECT ended_at FROM timers WHERE item = $1", consents["ppt"]))
    await operator.close()
    assert await services["ppt"].epochs(home.child, THEIRS) == []
    assert await services["barnehage"].epochs(home.child, THEIRS) == [1, 2]


async def test_each_day_that_is_written_on_has_a_key_of_its_own_and_private_casework_has_one_for_good(
    installation: Installation, services: dict[str, Asker], home: Household, consents: dict[str, str]
) -> None:
    barnehage, private = services["barnehage"], ("barnehage", Category.PRIVATE)
    assert await barnehage.epochs(home.child, private) == [1]
    superuser = await installation.superuser("consent")
    await superuser.execute("UPDATE data_keys SET day = day - 1 WHERE child = $1 AND category = 'notes'", home.child)
    await superuser.close()
    assert await barnehage.epochs(home.child, THEIRS) == [1, 2]
    assert await barnehage.epochs(home.child, private) == [1]


@pytest.mark.parametrize("days", [0, 3, 20])
async def test_who_is_let_in_later_gets_the_keys_of_the_period_and_no_older_ones(
    installation: Installation, portal: Asker, services: dict[str, Asker], home: Household, days: int
) -> None:
    """Notes were written ten days ago, three days ago and today; the family's agreements on all of them."""
    spine = ("familie", Category.AGREEMENTS)
    superuser = await installation.superuser("consent")
    for age in (7, 3):
        for owner, slot in (("barnehage", THEIRS), ("familie", OURS), ("familie", spine)):
            await services[owner].epochs(home.child, slot)
        await superuser.execute("UPDATE data_keys SET day = day - $2::int WHERE child = $1", home.child, age)
    for owner, slot in (("barnehage", THEIRS), ("familie", OURS), ("familie", spine)):
        assert await services[owner].epochs(home.child, slot) == [1, 2, 3]
    await superuser.close()

    begin = today(datetime.now(UTC)) - timedelta(days=days)
    asking = AskConsent(child=home.child, services=("ppt",), categories=SHARED, expires_on=SOON, covers_from=begin)
    await portal.ask(asking, teacher)
    known: Consents = await portal.ask(ReadConsents(child=home.child), home.mother)
    await answers(portal, home, *known.mine)
    given = {0: [3], 3: [2, 3], 20: [1, 2, 3]}[days]
    assert await services["ppt"].epochs(home.child, THEIRS) == await services["ppt"].epochs(home.child, OURS) == given
    assert await services["ppt"].epochs(home.child, spine) == given
    assert await services["familie"].epochs(home.child, THEIRS) == [1, 2, 3]


async def test_of_many_who_ask_at_once_all_get_the_same_new_epoch(
    portal: Asker, services: dict[str, Asker], home: Household, consents: dict[str, str]
) -> None:
    await portal.ask(WithdrawConsent(child=home.child, consent=consents["ppt"]), home.mother)
    found = await asyncio.gather(*(services["barnehage"].leases(home.child, THEIRS) for _ in range(10)))
    assert {tuple(key.secret for key, _ in leases) for leases in found} == {tuple(key.secret for key, _ in found[0])}
    assert [key.id.epoch for key, _ in found[0]] == [1, 2]


async def test_a_key_made_while_an_end_was_being_written_does_not_pass_for_a_later_one(
    installation: Installation, database: asyncpg.Connection, portal: Asker, services: dict[str, Asker],
    home: Household, consents: dict[str, str],
) -> None:  # fmt: skip
    """Made in the same moment or after, by somebody who had not read of it."""
    await portal.ask(WithdrawConsent(child=home.child, consent=consents["ppt"]), home.mother)
    superuser = await installation.superuser("consent")
    await superuser.execute("UPDATE data_keys SET created_at = now() + interval '1 hour' WHERE child = $1", home.child)
    await superuser.close()
    assert await services["barnehage"].epochs(home.child, THEIRS) == [1, 2]
