"""A log that is closed goes to the archive: as the family can read it, once, and everybody hears of the receipt."""

from hashlib import sha256
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from pypdf import PdfReader

from services.case.archive.arkivmelding import NAMESPACE
from shared.contracts import case
from shared.contracts.case import Kind, StafettloggView
from shared.contracts.common import Category
from shared.errors import RemoteRefused
from tests.e2e.world import World, consented, joined, new_id, opened, until, world, wrote
from tests.servers import Installation

SECRET, SAID, FIRST, TAKEN, HEALTH, WHY = (
    "Hemmelig undring", "Sang hele veien", "Feil ord", "Gjaldt et annet barn", "Hører godt nå", "Målet er nådd",
)  # fmt: skip
DEPOSITED = case.ArchiveDeposited.wire_name()


async def told(w: World) -> str:
    """Private casework, and a log with a text that was corrected, one that was taken back, and one about health."""
    child = w.child("Emil")
    observations = (case.Observation(seen=SECRET),)
    await w.ask("Kari", case.RegisterConcern(case=new_id(), child=child.id, observations=observations, acute=False))
    await consented(w, child, "helsestasjon", "ppt")
    log = await opened(w, child)
    await joined(w, log, "Lise", "Lise Moen")
    await wrote(w, "Kari", log, FIRST)
    first = (await w.read("Kari", log)).entries[0]
    await w.ask("Kari", case.CorrectContribution(contribution=first.contribution or "", text=SAID))
    await wrote(w, "Lise", log, TAKEN)
    taken = (await w.read("Lise", log)).entries[0]
    await w.ask("Lise", case.RetractContribution(contribution=taken.contribution or "", reason="Feil barn"))
    await wrote(w, "Lise", log, HEALTH, Kind.NOTE, Category.HEALTH)
    return log


async def has_receipt(w: World, who: str, log: str) -> bool:
    return any(entry.what == DEPOSITED for entry in (await w.read(who, log)).entries)


def receipts(view: StafettloggView) -> list[tuple[str, str]]:
    found = (entry for entry in view.entries if entry.what == DEPOSITED)
    return [(str(entry.data["package"]), str(entry.data["sha256"])) for entry in found]


async def test_a_closed_log_is_deposited_as_the_family_can_read_it(platform: Installation) -> None:
    async with world(platform) as w:
        log = await told(w)
        await others_may_not_correct(w, log)
        await w.ask("Kari", case.CloseStafettlogg(stafettlogg=log, reason=WHY), "familie")
        await until_archived(platform, w, log)
        views = [await w.read(who, log) for who in ("Kari", "Lise", w.child("Emil").guardians[0].name.split()[0])]
    ((package, digest),) = receipts(views[0])
    assert [receipts(view) for view in views] == [[(package, digest)]] * 3
    check(platform.state / "archive" / "4999" / package, digest, log)


async def until_archived(platform: Installation, w: World, log: str) -> None:
    connection = await platform.superuser("case_familie")
    hurry = "UPDATE timers SET due_at = now() WHERE subject = $1 AND kind = 'archive' AND ended_at IS NULL"

    async def arrived() -> bool:
        await connection.execute(hurry, log)
        return all([await has_receipt(w, who, log) for who in ("Kari", "Lise")])

    try:
        await until(arrived)
    finally:
        await connection.close()


async def others_may_not_correct(w: World, log: str) -> None:
    kari = next(one for one in (await w.read("Lise", log)).entries if one.text.get("text") == SAID)
    assert [before.text for before in kari.earlier] == [FIRST]
    for who in ("Amir", "Lise"):
        retract = case.RetractContribution(contribution=kari.contribution or "", reason="Nei")
        with pytest.raises(RemoteRefused) as caught:
            await w.ask(who, retract, "barnehage")
        assert caught.value.code == "AccessDenied"


def check(folder: Path, digest: str, log: str) -> None:
    metadata, made = (folder / "arkivmelding.xml").read_bytes(), (folder / "stafettlogg.pdf").read_bytes()
    assert sha256(metadata).hexdigest() == digest
    sums = [found.text for found in fromstring(metadata).iter(f"{{{NAMESPACE}}}sjekksum")]
    assert sums[0] == sha256(made).hexdigest()
    assert fromstring(metadata).findtext("mappe/systemID", namespaces={"": NAMESPACE}) == log
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages).split())
    for words in (SAID, FIRST, HEALTH, WHY, "Feil barn", "Stafettloggen er avsluttet", "Emil"):
        assert words in text
    for words in (SECRET, TAKEN):
        assert words not in text
        assert words not in (folder / "stafettlogg.txt").read_text(encoding="utf-8")
