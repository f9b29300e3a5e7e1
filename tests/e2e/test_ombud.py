"""The personvernombud's desk on the running platform: from a family's question to proofs that others can check."""

import io
import re
import zipfile
from collections.abc import AsyncIterator

import httpx
import pytest

from services.audit import verify
from shared.contracts import audit, case
from tests.e2e.world import TODAY, World, consented, joined, newcomer, opened, world
from tests.integration.platform.crawling import signed_in
from tests.servers import Installation
from tests.unit.pdf import faults
from tests.waiting import until

TOKEN = re.compile(r'name="token" value="([^"]+)"')


async def asked_about(w: World, child: str) -> str:
    """A parent asks why Tor has read. Returns the investigation of it."""

    async def looked() -> audit.Look | None:
        found: audit.Looks = await w.ask("Yrsa", audit.WhoHasLooked(child=child))
        return next((one for one in found.looks if one.owner == "ppt"), None)

    await until(looked)
    look = await looked()
    assert look
    await w.ask("Yrsa", audit.AskExplanation(child=child, look=look.look))
    found: audit.Oversight = await w.ask("Sunniva", audit.ReadOversight())
    anomaly = next(one.anomaly for one in found.anomalies if one.child == child)
    return str((await w.ask("Sunniva", audit.OpenInvestigation(about=anomaly))).stream)


async def taken_out(browser: httpx.AsyncClient, which: str, child: str, log: str) -> bytes:
    """As soon as enough witnesses have seen a log with something about the child in it."""
    page = f"/kontroll/undersokelse/{which}"
    token = TOKEN.findall((await browser.get(page)).text)[0]
    files: list[bytes] = []

    async def there() -> bool:
        answer = await browser.post(f"{page}/uttrekk", data={"token": token, "child": child, "log": log})
        files.append(answer.content)
        return answer.status_code == 200 and b"opened/" in answer.content

    await until(there)
    return files[-1]


def reported(bundle: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(bundle)) as file:
        return verify.report({name: file.read(name) for name in file.namelist()})


@pytest.fixture
async def w(platform: Installation) -> AsyncIterator[World]:
    async with world(platform) as made:
        yield made


async def test_a_familys_question_leads_to_proofs_to_who_could_have_read_and_to_the_month(
    w: World, platform: Installation
) -> None:
    child = await newcomer(platform, w, "Vår Vik", "Yrsa Vik")
    await consented(w, child, "barnehage", "ppt")
    log = await opened(w, child)
    await joined(w, log, "Tor", "Tor Eide")

    async def reads() -> bool:
        return bool((await w.ask("Tor", case.MyLogs(seen=w.seen))).logs)

    await until(reads)
    await w.read("Tor", log)
    which = await asked_about(w, child.id)
    async with signed_in(platform, w.people["Sunniva"]) as browser:
        told = reported(await taken_out(browser, which, child.id, f"ppt-{TODAY.year}"))
        asked = {"child": child.id, "first": TODAY.isoformat(), "last": TODAY.isoformat()}
        drill = (await browser.get("/kontroll/hvem-kunne", params=asked)).text
        month = await browser.get("/kontroll/manedsrapport", params={"month": f"{TODAY:%Y-%m}"})
        consents = await browser.get("/kontroll/samtykker")
    assert any(f"read-stafettlogg av employee {w.people['Tor'].id}, done" in line for line in told)
    assert "Alle som har lest stafettloggen i denne tiden, kunne lese den da." in drill
    could, did = drill.split('id="h-did"')
    assert w.people["Tor"].id in could.split('id="h-could"')[1]
    assert w.people["Tor"].id in did
    assert "Alle i enheten Bekkelia" in could
    assert faults(month.content) == []
    assert (consents.status_code, child.id in consents.text) == (200, False)
