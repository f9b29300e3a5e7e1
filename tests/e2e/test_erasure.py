"""A child's keys are destroyed, and no backup brings back a word."""

import base64
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress

import orjson
import pytest
import pytest_asyncio

from deploy import demo
from deploy.process import Process
from deploy.topology import REGISTER
from services.consent.erasure import ledger
from services.consent.keys.files import FileRoots
from shared.contracts import case
from shared.contracts import consent as c
from shared.errors import RemoteRefused
from tests import servers
from tests.e2e.erasing import (
    BASIS,
    DECIDES,
    OMBUD,
    OWNERS,
    Backup,
    a_week_passes,
    agreed,
    destroyed,
    keys,
    leased,
    leases,
    lose_the_stream,
    no_leases,
    openable,
    proposed,
    stopped,
    stored,
)
from tests.e2e.world import World, consented, joined, let_fall_due, new_id, opened, refused, world, wrote
from tests.servers import Installation
from tests.waiting import until

WORD = "Ordet som skal bort"


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    """Servers of our own, because they are set back."""
    with servers.installation() as made:
        yield made


@pytest.fixture(scope="module")
def running(installation: Installation) -> Iterator[dict[str, Process]]:
    with installation.running("consent", "notify", "audit", *(f"case-{owner}" for owner in OWNERS)) as processes:
        servers._apart(demo.load(installation.settings(REGISTER)))
        yield processes


@pytest_asyncio.fixture
async def w(installation: Installation, running: dict[str, Process]) -> AsyncIterator[World]:
    async with world(installation) as made:
        yield made


async def test_two_people_a_delay_and_then_no_key_is_left_anywhere(installation: Installation, w: World) -> None:
    child = w.child("Oskar")
    await consented(w, child, "ppt")
    log = await opened(w, child)
    await wrote(w, "Kari", log, WORD)
    assert await keys(installation, child.id)
    assert await leases(installation, child.id)
    await until(lambda: leased(installation, child.id, "audit"))  # to close what it tells of the child

    propose = c.ProposeErasure(child=child.id, legal_basis=BASIS, reason="Familien har bedt om det")
    assert await refused(w.ask("Kari", propose)) == "AccessDenied"

    async def log_heard() -> bool:
        return bool((await w.ask(OMBUD, c.ReadErasure(child=child.id))).unarchived)

    await until(log_heard)
    assert await refused(w.ask(OMBUD, propose)) == "NotArchived"
    erasure = await proposed(w, child.id)
    assert await refused(w.ask(OMBUD, c.ConfirmErasure(child=child.id, erasure=erasure))) == "TwoPeople"
    await w.ask(DECIDES, c.CancelErasure(child=child.id, erasure=erasure, reason="Likevel ikke"))

    certificate = await destroyed(installation, w, child.id)
    assert await keys(installation, child.id) == 0 == await leases(installation, child.id)
    await until(lambda: no_leases(installation, child.id, "audit"))
    told = orjson.loads(base64.b64decode(certificate.entry))
    assert (told["child"], told["what"]) == (child.id, "destroyed")
    assert {slot[0] for slot in told["slots"]} >= {"barnehage", "familie", "consent"}
    assert certificate.receipts.keys() == {*OWNERS}
    assert ledger.proves(certificate, installation.settings("consent").signing_key.public_key())
    mother = child.guardians[0].name.split()[0]
    view: c.ErasureView = await w.ask(mother, c.ReadErasure(child=child.id))
    assert view.certificate
    assert view.certificate.entry == certificate.entry
    assert await refused(w.ask(mother, c.ReadConsents(child=child.id))) == "AccessDenied"


async def test_nobody_reads_or_writes_about_an_erased_child_and_others_go_on(w: World) -> None:
    child = w.child("Oskar")

    async def gone() -> bool:
        children: case.Children = await w.ask("Kari", case.MyChildren())
        assert len(children.children) > 1
        return child.id not in {one.child for one in children.children}

    await until(gone)
    note = case.NoteObservation(child=child.id, note=new_id(), observation=case.Observation(seen="Noe nytt"))
    assert await refused(w.ask("Kari", note)) == "AccessDenied"


async def test_a_receipt_that_is_missing_alarms_those_who_decided_and_comes_when_the_service_does(
    installation: Installation, running: dict[str, Process], w: World
) -> None:
    child, away = w.child("Theo"), running["case-ppt"]
    away.stop()
    await destroyed(installation, w, child.id, missing=("ppt",))
    view: c.ErasureView = await w.ask(OMBUD, c.ReadErasure(child=child.id))
    assert view.erasure
    await let_fall_due(installation, "consent", view.erasure)
    connection = await installation.superuser("case_familie")
    alarms = (
        "SELECT convert_from(body, 'UTF8')::jsonb->'data'->'told' FROM facts WHERE type = 'erasure.receipt-missing.v1'"
    )

    async def told() -> bool:
        return [orjson.loads(row[0]) for row in await connection.fetch(alarms)] == [[*view.agreed]]

    await until(told)
    await connection.close()
    away.start()

    async def given() -> bool:
        return not (await w.ask(OMBUD, c.ReadErasure(child=child.id))).missing

    await until(given)


async def test_a_hold_ends_an_erasure_under_way_and_a_veto_too(installation: Installation, w: World) -> None:
    child = w.child("Leah")
    erasure = await agreed(w, child.id)
    await w.ask(OMBUD, c.SetLegalHold(child=child.id, reason="En sak er reist"))
    propose = c.ProposeErasure(child=child.id, legal_basis=BASIS, reason="Igjen")
    assert await refused(w.ask(OMBUD, propose)) == "OnHold"
    await w.ask(OMBUD, c.LiftLegalHold(child=child.id, reason="Saken er over"))
    second = await agreed(w, child.id)
    assert second != erasure
    assert await refused(w.ask(DECIDES, c.VetoErasure(child=child.id, erasure=second, reason="Nei"))) == "AccessDenied"
    await w.ask(OMBUD, c.VetoErasure(child=child.id, erasure=second, reason="Nei"))
    assert await keys(installation, child.id) > 0


async def test_losing_jetstream_changes_nobodys_timeline_and_brings_nothing_back(
    installation: Installation, running: dict[str, Process], w: World
) -> None:
    """Each owner sends its log again, at its own pace; PPT's copy of everything is made anew from that."""
    child, words = w.child("Amina"), [f"{WORD} {n}" for n in range(6)]
    await consented(w, child, "ppt", "helsestasjon")
    log = await opened(w, child)
    await joined(w, log, "Tor", "Tor Eide")
    await joined(w, log, "Lise", "Lise Moen")
    for who, text in zip(("Tor", "Kari", "Lise", "Hodan", "Kari", "Tor"), words, strict=True):
        await wrote(w, who, log, text)

    async def shown() -> dict[str, case.StafettloggView]:
        """To each who takes part; nothing until all are shown the same."""
        with suppress(RemoteRefused):
            views = {who: await w.read(who, log) for who in ("Kari", "Tor", "Lise", "Hodan", "Abdi")}
            same = all(view.entries == views["Kari"].entries for view in views.values())
            if same and all(word in str(views) for word in words):
                return views
        return {}

    async def back() -> bool:
        return await shown() == before

    await until(shown)
    before = await shown()
    await lose_the_stream(installation, running["case-ppt"], "case_ppt")
    await until(back)
    assert await refused(w.ask("Kari", case.ReadChild(child=w.child("Oskar").id))) == "AccessDenied"


async def test_a_restored_server_brings_nothing_back(
    installation: Installation, running: dict[str, Process], w: World
) -> None:
    """Inside the window: the roots that the backup's keys are closed under are all there still."""
    child, other = w.child("Noor"), w.child("Emil")
    await consented(w, child, "ppt")
    given = await consented(w, other, "ppt")
    log = await opened(w, child)
    await wrote(w, "Kari", log, WORD)
    backup = Backup(installation, installation.postgres.home / "backup")
    before = await keys(installation, child.id)
    first = await destroyed(installation, w, child.id)
    ppt = next(one.consent for one in given if one.service == "ppt")
    mother = other.guardians[0].name.split()[0]
    await w.ask(mother, c.WithdrawConsent(child=other.id, consent=ppt))

    with stopped(installation, running):
        backup.restore()
        assert await keys(installation, child.id) == before > 0
    assert await keys(installation, child.id) == 0
    await until(lambda: no_leases(installation, child.id))
    known: c.Consents = await w.ask(mother, c.ReadConsents(child=other.id))
    assert {one.state for one in known.consents if one.consent == ppt} == {c.State.EXPIRED}
    view: c.ErasureView = await w.ask(OMBUD, c.ReadErasure(child=child.id))
    assert view.certificate
    assert view.certificate.entry == first.entry
    assert view.certificate.size > first.size
    assert ledger.proves(view.certificate, installation.settings("consent").signing_key.public_key())
    assert await refused(w.ask("Kari", case.ReadChild(child=child.id))) == "AccessDenied"


async def test_every_backup_and_todays_roots_open_nothing_of_it(
    installation: Installation, running: dict[str, Process], w: World
) -> None:
    """A week later. Each sealed value of the backup is tried; those of a child that was not erased still open."""
    child, other = w.child("Sofie"), w.child("Emil")
    await consented(w, child, "ppt")
    log = await opened(w, child)
    await wrote(w, "Kari", log, WORD)
    roots = FileRoots(installation.settings("consent").secrets / "roots")
    alive = await stored(installation, child.id)
    assert await openable(roots, alive) == len(alive.sealed) > 10
    assert alive.leases
    backup = Backup(installation, installation.postgres.home / "backup")
    await destroyed(installation, w, child.id)
    await a_week_passes(installation, roots)
    await until(lambda: no_leases(installation, child.id, "audit"))
    today, living = await stored(installation, child.id), await stored(installation, other.id)
    assert (today.keys, today.leases, await openable(roots, today)) == ([], 0, 0)
    assert await openable(roots, living) == len(living.sealed) > 0

    with stopped(installation, running):
        backup.restore()
        restored = await stored(installation, child.id)
    assert len(restored.keys) == len(alive.keys)
    assert len(restored.sealed) >= len(alive.sealed)
    assert (restored.leases, await openable(roots, restored)) == (0, 0)
