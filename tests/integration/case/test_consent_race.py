"""A consent that ends in the very moment somebody opens a log on it leaves nobody with the baton."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from deploy.topology import OPERATOR, REGISTER
from services.case import app
from services.case.stafettlogg.handlers import Sharing
from shared.bus import Client
from shared.contracts import case, consent
from shared.contracts.consent import Standings
from shared.decider import Act
from tests.answers import answered
from tests.e2e.world import EXPIRES_ON, let_fall_due, new_id
from tests.integration.notify.serving import serving
from tests.servers import Installation
from tests.unit.consent.world import CHILD, MOTHER, SHARED, entry, family, mother, register, teacher
from tests.waiting import until

Asked = Callable[[Sharing, Act, str], Awaitable[Standings]]


async def given(portal: Client) -> list[str]:
    """Mother says yes to everybody the family is asked about."""
    asking = consent.AskConsent(child=CHILD, services=("ppt",), categories=SHARED, expires_on=EXPIRES_ON)
    await portal.ask(asking, owner="consent", actor=teacher)
    asked: consent.Consents = await portal.ask(consent.ReadConsents(child=CHILD), owner="consent", actor=mother)
    for one in asked.mine:
        await portal.ask(answered(CHILD, one), owner="consent", actor=mother)
    return list(asked.mine)


async def nothing_waits(system: Installation) -> None:
    """What the consents' end led to has been done."""
    operator = await system.connect(OPERATOR)

    async def done() -> bool:
        found = await operator.jetstream().consumer_info("EVT", "case-familie-reactions")
        return not (found.num_pending or found.num_ack_pending)

    await asyncio.sleep(0.2)  # the relay has had its turn
    await until(done)
    await operator.close()


async def test_a_log_opened_on_a_consent_that_ended_meanwhile_is_closed_again(
    system: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, withdrawn = asyncio.Event(), asyncio.Event()
    really: Asked = Sharing._standings

    async def slowly(sharing: Sharing, act: Act, child: str) -> Standings:
        found = await really(sharing, act, child)
        asked.set()
        await withdrawn.wait()
        return found

    monkeypatch.setattr(Sharing, "_standings", slowly)
    log = new_id()
    opening = case.OpenStafettlogg(stafettlogg=log, child=CHILD, attention="Lek", opener_name="Oppdiktet Navn")
    with system.running("consent"):
        async with serving(system.settings("case-familie"), app.build), system.asking("portal") as portal:
            async with system.asking(REGISTER) as registering:
                await registering.ask(family(entry(MOTHER)), owner="consent", actor=register)
            consents = await given(portal)
            opened = asyncio.create_task(portal.ask(opening, owner="familie", actor=teacher))
            await asked.wait()
            for one in consents:
                await portal.ask(consent.WithdrawConsent(child=CHILD, consent=one), owner="consent", actor=mother)
            await nothing_waits(system)
            withdrawn.set()
            await opened
            await let_fall_due(system, "case_familie", log, kind="consented")
            await until(lambda: closed(system, log))


async def closed(system: Installation, log: str) -> bool:
    connection = await system.superuser("case_familie")
    try:
        types = await connection.fetch("SELECT type FROM events WHERE stream = $1 ORDER BY version", log)
    finally:
        await connection.close()
    return [row["type"] for row in types][-2:] == ["stafettlogg-closed", "participant-left"]
