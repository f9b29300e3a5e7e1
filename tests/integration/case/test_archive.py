"""A log that is closed goes to the archive: as the family can read it, once, and everybody hears of the receipt."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import fromstring

import asyncpg
import pytest
from pypdf import PdfReader

from services.case.archive.arkivmelding import CATALOGUE, NAMESPACE
from services.case.archive.folder import Folder
from services.case.archive.port import METADATA, Package
from shared.contracts import case
from shared.contracts.case import Kind, StafettloggView
from shared.contracts.common import Category, Fact
from shared.errors import RemoteRefused
from tests.e2e.attaching import written
from tests.e2e.world import World, consented, joined, new_id, opened, world, wrote
from tests.servers import Installation
from tests.waiting import until

SECRET, SAID, FIRST, TAKEN, HEALTH, WHY = (
    "Hemmelig undring", "Sang hele veien", "Feil ord", "Gjaldt et annet barn", "Hører godt nå", "Målet er nådd",
)  # fmt: skip
PHOTO = b"\xff\xd8\xff" + bytes(600_000)  # in two pieces, of another owner
SPACES = {"": NAMESPACE, "k": CATALOGUE}
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
    await written(w, "Lise", log, PHOTO)
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


async def test_an_archive_that_fails_is_asked_again_and_keeps_what_it_has(platform: Installation) -> None:
    """And what it took just before we stopped, it has taken: the receipt is the one it gave then."""
    root, child = platform.state / "archive", "Oskar"
    async with world(platform) as w, superuser(platform) as connection:
        await consented(w, w.child(child), "ppt")
        log = await opened(w, w.child(child))
        with blocked(root / "4999"):
            await w.ask("Kari", case.RequestArchive(stafettlogg=log), "familie")
            await until(lambda: told_of(w, log, case.ArchiveFailed))
            failed = next(e for e in (await w.read("Kari", log)).entries if e.what == case.ArchiveFailed.wire_name())
        before = Folder(root).deposit(Package(str(failed.data["package"]), "4999", {METADATA: b"<arkivmelding/>"}))
        await connection.execute(HURRY, log, "deposit")
        await until(lambda: told_of(w, log, case.ArchiveDeposited))
        assert receipts(await w.read("Kari", log)) == [(failed.data["package"], before.sha256)]
        assert (root / "4999" / str(failed.data["package"]) / METADATA).read_bytes() == b"<arkivmelding/>"


HURRY = "UPDATE timers SET due_at = now() WHERE subject = $1 AND kind = $2 AND ended_at IS NULL"


@contextmanager
def blocked(place: Path) -> Iterator[None]:
    """A file stands where a folder should be."""
    aside = place.with_name("aside")
    if place.exists():
        place.rename(aside)
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(b"")
    yield
    place.unlink()
    if aside.exists():
        aside.rename(place)


@asynccontextmanager
async def superuser(platform: Installation) -> AsyncIterator[asyncpg.Connection]:
    connection = await platform.superuser("case_familie")
    try:
        yield connection
    finally:
        await connection.close()


async def told_of(w: World, log: str, fact: type[Fact]) -> bool:
    return any(entry.what == fact.wire_name() for entry in (await w.read("Kari", log)).entries)


async def until_archived(platform: Installation, w: World, log: str) -> None:
    async with superuser(platform) as connection:

        async def arrived() -> bool:
            await connection.execute(HURRY, log, "archive")
            return all([await has_receipt(w, who, log) for who in ("Kari", "Lise")])

        await until(arrived)


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
    assert sums[2:] == [sha256((folder / "vedlegg-1.jpg").read_bytes()).hexdigest()] == [sha256(PHOTO).hexdigest()]
    found = fromstring(metadata).findtext("mappe/referanseEksternNoekkel/k:noekkel", None, SPACES)
    assert found == log
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages).split())
    for words in (SAID, FIRST, HEALTH, WHY, "Feil barn", "Stafettloggen er avsluttet", "Emil"):
        assert words in text
    for words in (SECRET, TAKEN):
        assert words not in text
        assert words not in (folder / "stafettlogg.txt").read_text(encoding="utf-8")
