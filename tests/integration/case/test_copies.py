"""What a service may read no more is struck from its copies, it says so signed, and what it may read again returns."""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import asyncpg
import orjson

from services.case.copies import STRUCK
from shared.contracts import consent
from shared.contracts.common import Actor, Role
from shared.contracts.consent import purge_receipt
from shared.municipality import DemoChild
from tests.e2e.world import World, consented, joined, newcomer, opened, refused, world, wrote
from tests.servers import Installation
from tests.waiting import until

TEXT = "Ville vise alle tegningen sin i dag"


async def told(w: World, child: DemoChild) -> tuple[str, list[consent.ConsentView]]:
    """Barnehage, helsestasjon and PPT take part, and each has written."""
    given = await consented(w, child, "helsestasjon", "ppt")
    log = await opened(w, child)
    for who, name in (("Lise", "Lise Moen"), ("Tor", "Tor Eide")):
        await joined(w, log, who, name)
        await wrote(w, who, log, f"{TEXT}, sier {who}")
    await wrote(w, "Kari", log, TEXT)
    await until(lambda: reads(w, "Tor", log, TEXT))
    return log, given


async def reads(w: World, who: str, log: str, text: str) -> bool:
    return text in (await w.read(who, log)).model_dump_json()


async def sealed(database: asyncpg.Connection, child: str) -> Mapping[str, list[bool]]:
    """By owner, whether each of its facts about the child that was sealed is struck here."""
    found: dict[str, list[bool]] = {}
    for row in await database.fetch("SELECT owner, body FROM facts WHERE child = $1 ORDER BY position", child):
        body: dict[str, Any] = orjson.loads(row["body"])
        if "sealed" in body:
            found.setdefault(row["owner"], []).append(body["sealed"] == STRUCK)
    return found


async def test_a_withdrawal_strikes_copies_and_a_new_yes_brings_them_back(platform: Installation) -> None:
    async with world(platform) as w:
        newborn = await newcomer(platform, w, "Ronja Kvitnes", "Bergljot Kvitnes")
        child = newborn.id
        log, given = await told(w, newborn)
        ppt = next(one for one in given if one.service == "ppt")
        databases = {name: await platform.superuser(f"case_{name}") for name in ("ppt", "barnehage", "familie")}
        receipts = await platform.superuser("consent")

        guardian = "Bergljot"
        await w.ask(guardian, consent.WithdrawConsent(child=child, consent=ppt.consent))
        asking = (
            "SELECT service, struck, purged_at, signature, ended_at FROM purges WHERE consent = $1 ORDER BY service"
        )
        await until(lambda: _all_have_said(receipts, asking, ppt.consent))
        rows = await receipts.fetch(asking, ppt.consent)
        assert [row["service"] for row in rows] == ["barnehage", "helsestasjon", "ppt"]
        for row in rows:
            key = platform.settings("consent").trusted.signing(f"case-{row['service']}")
            assert key
            said = (child, ppt.consent, row["struck"], row["purged_at"])
            key.verify(row["signature"], purge_receipt(w.demo.kommune, row["service"], *said))

        here = await sealed(databases["ppt"], child)
        assert here.keys() >= {"barnehage", "familie", "helsestasjon", "ppt"}
        assert all(all(struck) for owner, struck in here.items() if owner != "ppt")
        assert not any(here["ppt"])
        others = await sealed(databases["barnehage"], child)
        assert all(others["ppt"])
        assert not any(any(struck) for owner, struck in others.items() if owner != "ppt")
        assert not any(any(struck) for struck in (await sealed(databases["familie"], child)).values())
        assert await refused(w.read("Tor", log)) == "AccessDenied"
        assert await reads(w, "Kari", log, TEXT)
        assert await reads(w, "Kari", log, "sier Lise")

        await consented(w, newborn, "ppt")
        await joined(w, log, "Tor", "Tor Eide")
        await until(lambda: reads(w, "Tor", log, TEXT))
        await until(lambda: reads(w, "Kari", log, "sier Tor"))
        assert not any(any(struck) for struck in (await sealed(databases["ppt"], child)).values())
        for connection in (*databases.values(), receipts):
            await connection.close()


async def test_what_a_purge_struck_too_late_is_fetched_at_once(platform: Installation) -> None:
    """The yes came after the purge had looked who may read, and before it struck."""
    async with world(platform) as w:
        newborn = await newcomer(platform, w, "Solveig Kvitnes", "Magnhild Kvitnes")
        log, given = await told(w, newborn)
        ppt = await platform.superuser("case_ppt")
        asking = "SELECT array_agg(position) FROM facts WHERE (child, owner) = ($1, 'barnehage') AND body LIKE $2"
        await ppt.execute("SELECT strike_copies($1)", await ppt.fetchval(asking, newborn.id, b"%sealed%"))
        assert not await reads(w, "Tor", log, f'{TEXT}"')
        helsestasjon = next(one for one in given if one.service == "helsestasjon")
        await w.ask("Magnhild", consent.WithdrawConsent(child=newborn.id, consent=helsestasjon.consent))
        await until(lambda: reads(w, "Tor", log, f'{TEXT}"'))
        await ppt.close()


async def _all_have_said(receipts: asyncpg.Connection, asking: str, ended: str) -> bool:
    rows = await receipts.fetch(asking, ended)
    return len(rows) == 3 and all(row["signature"] and row["ended_at"] for row in rows)


async def test_a_receipt_that_does_not_come_is_an_alarm_for_the_personvernombud(platform: Installation) -> None:
    async with world(platform) as w, platform.asking("case-barnehage") as barnehage:
        child = await newcomer(platform, w, "Sverre Kvitnes", "Ragna Kvitnes")
        given = await consented(w, child, "ppt")
        ended = next(one.consent for one in given if one.service == "ppt")
        superuser = await platform.superuser("consent")
        await superuser.execute(
            "INSERT INTO purges (kommune, consent, service, child, ended_at, due_at) "
            "VALUES ($1, $2, 'barnehage', $3, now() - interval '16 minutes', now() - interval '1 minute')",
            w.demo.kommune, ended, child.id,
        )  # fmt: skip

        async def missing() -> list[tuple[str, str]]:
            found: consent.MissingReceipts = await w.ask("Sunniva", consent.ReadMissingReceipts())
            return [(one.consent, one.service) for one in found.receipts]

        async def alarmed() -> bool:
            return (ended, "barnehage") in await missing()

        await until(alarmed)
        for who in ("Kari", child.guardians[0].name.split()[0]):
            assert await refused(w.ask(who, consent.ReadMissingReceipts())) == "AccessDenied"
        entries = [orjson.loads(row["entry"]) for row in await superuser.fetch("SELECT entry FROM audit_trail")]
        alarms = [one for one in entries if one["action"] == "purge-receipt-missing" and ended in one["resources"]]
        assert len(alarms) == 1

        await _report(barnehage, platform, w, child.id, ended)
        assert (ended, "barnehage") not in await missing()
        await superuser.close()


async def _report(asker: Any, platform: Installation, w: World, child: str, ended: str) -> None:
    """First with a signature that is not of what is said, or not of who says it."""
    row = (child, ended, 3, datetime.now(UTC))
    own, others = platform.settings("case-barnehage").signing_key, platform.settings("case-ppt").signing_key
    told = purge_receipt(w.demo.kommune, "barnehage", *row)
    wrong = [others.sign(told), own.sign(purge_receipt(w.demo.kommune, "barnehage", child, ended, 4, row[3]))]
    actor = Actor(id="case-barnehage", role=Role.SYSTEM, kommune=w.demo.kommune, owner="barnehage")
    for n, signature in enumerate([*wrong, own.sign(told)]):
        report = consent.ReportPurge(
            child=child, consent=ended, struck=3, purged_at=row[3], signature=base64.b64encode(signature).decode()
        )
        asking = asker.ask(report, owner="barnehage", actor=actor)
        assert (await refused(asking) if n < 2 else (await asking).stream) == ("NotAuthentic" if n < 2 else child)
