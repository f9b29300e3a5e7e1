"""What a fagsystem could read for one of its own people ends with the consent, within a second, token or not."""

from time import perf_counter
from typing import cast

import asyncpg
import httpx

from deploy.fagsystem import CLIENT
from services.portal.api.grants import Grants
from shared.contracts import consent
from tests.e2e.world import consented, joined, newcomer, opened, world, wrote
from tests.servers import Installation
from tests.waiting import until

NAME, NOTE = "Gudrun Vestby", "Vokabularet er stort og presist"
SECOND = 1.0


async def test_a_withdrawal_ends_what_the_api_reads(platform: Installation) -> None:
    async with world(platform) as w, httpx.AsyncClient(base_url=platform.url, timeout=30) as fagsystem:
        child = await newcomer(platform, w, NAME, "Solrun Vestby")
        given = {one.service: one.consent for one in await consented(w, child, "ppt")}
        log = await opened(w, child)
        await joined(w, log, "Tor", "Tor Eide")
        await wrote(w, "Tor", log, NOTE)
        portal = await platform.superuser("portal")
        kari = w.people["Kari"].model_copy(update={"client": CLIENT.partition(".")[2]})
        token = await Grants(cast("asyncpg.Pool", portal)).give(CLIENT, kari)
        await portal.close()
        fagsystem.headers["authorization"] = f"Bearer {token}"

        async def read(name: str = "read-stafettlogg", **asked: str) -> httpx.Response:
            return await fagsystem.get(f"/api/v1/barnehage/{name}", params=asked)

        async def shown() -> bool:
            return NOTE in (await read(stafettlogg=log)).text

        await until(shown)
        await w.ask("Solrun", consent.WithdrawConsent(child=child.id, consent=given["barnehage"]))
        began = perf_counter()
        while await shown():
            pass
        assert perf_counter() - began < SECOND
        ended, made_up = await read(stafettlogg=log), await read(stafettlogg="l-made-up")
        assert (ended.status_code, ended.content) == (404, made_up.content)
        assert ended.headers["cache-control"] == "no-store"
        for name in ("my-logs", "my-tasks"):
            told = (await read(name)).text
            assert not [word for word in (NOTE, log) if word in told], name
