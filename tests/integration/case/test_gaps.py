"""Where a consent ends soon or is not there, as the family's own store knows: real hits of each kind."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import asyncpg
import pytest

from shared.contracts import case, consent
from tests.e2e.world import TODAY, World, consented, joined, newcomer, opened, refused, world
from tests.servers import Installation

LATER, SOON = TODAY + timedelta(days=200), TODAY + timedelta(days=9)
AGED = "UPDATE standings SET expires_on = $3 WHERE child = $1 AND service = $2"

ANEW = """INSERT INTO standings SELECT (jsonb_populate_record(s, jsonb_build_object('consent', s.consent || '-anew',
                                                                                  'expires_on', $2::date))).*
FROM standings s WHERE child = $1 AND service = 'ppt'"""


@pytest.fixture
async def w(platform: Installation) -> AsyncIterator[World]:
    async with world(platform) as made:
        yield made


@pytest.fixture
async def familie(platform: Installation) -> AsyncIterator[asyncpg.Connection]:
    connection = await platform.superuser("case_familie")
    yield connection
    await connection.close()


async def found(w: World, child: str, days: int = 30) -> tuple[list[tuple[str, date]], list[tuple[str, str]]]:
    """Of this child: what ends, and who takes part without a consent."""
    told: case.ConsentGaps = await w.ask("Sunniva", case.ReadConsentGaps(days=days, seen=w.seen), "familie")
    ending = [(one.service, one.expires_on) for one in told.ending if one.child == child]
    return ending, [(one.service, one.stafettlogg) for one in told.gaps if one.child == child]


async def test_a_consent_that_ends_within_the_days_is_told_of_and_one_that_ends_later_is_not(
    platform: Installation, w: World
) -> None:
    child = await newcomer(platform, w, "Synne Hauge", "Torunn Hauge")
    await consented(w, child, "barnehage", "helsestasjon", expires_on=LATER)
    await consented(w, child, "ppt", expires_on=SOON)
    assert await found(w, child.id) == ([("ppt", SOON)], [])
    assert await found(w, child.id, days=8) == ([], [])
    assert await refused(w.ask("Kari", case.ReadConsentGaps(), "familie")) == "AccessDenied"


async def test_who_takes_part_without_a_consent_is_told_of_until_the_log_is_closed(
    platform: Installation, w: World, familie: asyncpg.Connection
) -> None:
    """As when a consent has ended and the clock that takes its service out of the log has not struck yet."""
    child = await newcomer(platform, w, "Viljar Hauge", "Solrun Hauge")
    await consented(w, child, "barnehage", "ppt", expires_on=LATER)
    log = await opened(w, child)
    await joined(w, log, "Tor", "Tor Eide")
    assert await found(w, child.id) == ([], [])
    await familie.execute(AGED, child.id, "ppt", TODAY)
    assert await found(w, child.id) == ([], [("ppt", log)])
    await w.ask("Kari", case.CloseStafettlogg(stafettlogg=log, reason="Det går bra"), "familie")
    assert await found(w, child.id) == ([], [])


async def test_a_consent_that_was_asked_for_anew_and_one_that_was_withdrawn_end_nothing_more(
    platform: Installation, w: World, familie: asyncpg.Connection
) -> None:
    child = await newcomer(platform, w, "Embla Hauge", "Gro Hauge")
    given = await consented(w, child, "ppt", "helsestasjon", expires_on=LATER)
    await familie.execute(AGED, child.id, "ppt", SOON)
    await familie.execute(AGED, child.id, "helsestasjon", SOON)
    assert {service for service, _ in (await found(w, child.id))[0]} == {"ppt", "helsestasjon"}
    ended = next(one.consent for one in given if one.service == "helsestasjon")
    await w.ask("Gro", consent.WithdrawConsent(child=child.id, consent=ended))
    assert [service for service, _ in (await found(w, child.id))[0]] == ["ppt"]
    await familie.execute(ANEW, child.id, LATER)
    assert (await found(w, child.id))[0] == []
