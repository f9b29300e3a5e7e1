"""A file beside what was written goes where the text goes, and nowhere else; nobody but its owner has it."""

import os
from collections.abc import Sequence

from services.case.contribution.pieces import KEPT
from services.case.writes import SQL
from shared.contracts import case, consent
from shared.contracts.case import PIECE
from tests.e2e.attaching import downloaded, stored, writing, written
from tests.e2e.world import World, consented, joined, new_id, newcomer, opened, refused, world
from tests.servers import Installation
from tests.waiting import until

CONTENT = os.urandom(PIECE + 1000)  # two pieces
KEPT_ROWS = "SELECT upload, sealed FROM pieces WHERE contribution = $1 ORDER BY upload, number"


async def rows(platform: Installation, contribution: str) -> Sequence[tuple[str, bytes]]:
    connection = await platform.superuser("case_barnehage")
    try:
        return [tuple(row) for row in await connection.fetch(KEPT_ROWS, contribution)]
    finally:
        await connection.close()


async def begun(platform: Installation, w: World, name: str) -> tuple[str, str]:
    """The child, and a log that PPT takes part in."""
    child = await newcomer(platform, w, name, f"{name}mor Vang")
    await consented(w, child, "ppt")
    log = await opened(w, child)
    await joined(w, log, "Tor", "Tor Eide")
    return child.id, log


async def test_whoever_may_read_the_text_may_fetch_the_file(platform: Installation) -> None:
    async with world(platform) as w:
        child, log = await begun(platform, w, "Bilde")
        contribution = await written(w, "Kari", log, CONTENT)
        for who in ("Kari", "Tor", "Bildemor"):
            assert await downloaded(w, who, log, "barnehage", contribution) == CONTENT
        asked = case.DownloadPiece(stafettlogg=log, writer="barnehage", contribution=contribution, number=0)
        assert await refused(w.ask("Lise", asked)) == "AccessDenied"
        assert await refused(w.ask("Tor", asked.model_copy(update={"number": 2}))) == "AccessDenied"
        assert await refused(w.ask("Tor", asked.model_copy(update={"contribution": "c-none"}))) == "AccessDenied"
        assert (
            await refused(w.ask("Tor", case.FetchPiece(contribution=contribution, number=0), "barnehage"))
            == "AccessDenied"
        )
        sealed = b"".join(content for _, content in await rows(platform, contribution))
        assert CONTENT[:64] not in sealed
        await ends_with_the_consent(w, child, asked)


async def ends_with_the_consent(w: World, child: str, asked: case.DownloadPiece) -> None:
    known: consent.Consents = await w.ask("Bildemor", consent.ReadConsents(child=child))
    ppt = next(one for one in known.consents if one.service == "ppt")
    await w.ask("Bildemor", consent.WithdrawConsent(child=child, consent=ppt.consent))

    async def closed() -> bool:
        try:
            await w.ask("Tor", asked)
        except Exception as error:  # noqa: BLE001 - its code is what is looked at
            return getattr(error, "code", "") == "AccessDenied"
        return False

    await until(closed)
    assert (await w.ask("Bildemor", asked)).of == 2


async def test_what_is_taken_back_takes_its_file_along(platform: Installation) -> None:
    async with world(platform) as w:
        _, log = await begun(platform, w, "Tilbake")
        contribution = await written(w, "Tilbakemor", log, CONTENT[:5000])
        assert await downloaded(w, "Tor", log, "familie", contribution) == CONTENT[:5000]
        await w.ask("Tilbakemor", case.RetractContribution(contribution=contribution, reason="Feil bilde"))
        for who in ("Tor", "Tilbakemor"):
            entry = next(one for one in (await w.read(who, log)).entries if one.contribution == contribution)
            assert entry.attachment is None
            asked = case.DownloadPiece(stafettlogg=log, writer="familie", contribution=contribution, number=0)
            assert await refused(w.ask(who, asked)) == "AccessDenied"


async def test_half_an_upload_is_seen_by_nobody_and_does_not_stay(platform: Installation) -> None:
    async with world(platform) as w:
        _, log = await begun(platform, w, "Halvt")
        contribution = new_id()
        file = await stored(w, "Kari", log, contribution, CONTENT)
        more = file.model_copy(update={"pieces": 3})
        assert await refused(w.ask("Kari", writing(log, contribution, more))) == "UploadIncomplete"
        await stored(w, "Kari", log, contribution, CONTENT)  # sent again
        await stored(w, "Kari", log, contribution, CONTENT[:99], "u-2")  # and given up
        assert [upload for upload, _ in await rows(platform, contribution)] == ["u-1", "u-1", "u-2"]
        command = writing(log, contribution, file)
        assert await w.ask("Kari", command) == await w.ask("Kari", command)
        await until_dropped(platform, contribution)
        assert await downloaded(w, "Tor", log, "barnehage", contribution) == CONTENT


async def until_dropped(platform: Installation, contribution: str) -> None:
    """As an hour later."""
    connection = await platform.superuser("case_barnehage")
    try:
        aged = "UPDATE pieces SET stored_at = stored_at - $2::interval WHERE contribution = $1"
        await connection.execute(aged, contribution, KEPT)
        await connection.execute(SQL["drop_unwritten_pieces"], KEPT, "contribution-written")
    finally:
        await connection.close()
    assert [upload for upload, _ in await rows(platform, contribution)] == ["u-1", "u-1"]
