"""A young person who is old enough: asked, reads, writes, says no to what was written, and takes back a yes."""

from collections.abc import AsyncIterator
from datetime import date

import pytest_asyncio

from shared.contracts import audit, case
from shared.contracts import consent as c
from shared.contracts.common import Category, Id, Request
from shared.municipality import DemoChild
from tests.answers import answered
from tests.e2e.world import TODAY, World, consented, joined, new_id, newcomer, opened, refused, world, wrote
from tests.servers import Installation
from tests.waiting import until


@pytest_asyncio.fixture
async def w(platform: Installation) -> AsyncIterator[World]:
    async with world(platform) as made:
        yield made


def born(years: int) -> date:
    return TODAY.replace(year=TODAY.year - years, day=min(TODAY.day, 28))


async def asked(w: World, who: str, child: Id) -> c.Consents:
    found: c.Consents = await w.ask(who, c.ReadConsents(child=child))
    return found


async def shared(w: World, child: DemoChild) -> str:
    """Everybody says yes to Kari's and Tor's services, and the log is opened. Returns it."""
    await consented(w, child, "barnehage", "ppt")
    itself = child.name.split()[0]
    for one in (await asked(w, itself, child.id)).mine:
        await w.ask(itself, answered(child.id, one))
    log = await opened(w, child)
    await joined(w, log, "Tor", "Tor Eide")
    return log


async def test_a_youth_of_fifteen_answers_reads_writes_and_takes_back(platform: Installation, w: World) -> None:
    child = await newcomer(platform, w, "Ylva Ungdom", "Ylvamor Ungdom", born=born(15))
    log = await shared(w, child)
    (mine,) = (await w.ask("Ylva", case.MyLogs(seen=w.seen))).logs
    assert (mine.stafettlogg, mine.child_name) == (log, "Ylva Ungdom")
    await wrote(w, "Ylva", log, "Jeg vil helst ha en pause før timen.")
    proposal = case.ProposeMeasure(
        stafettlogg=log, measure=new_id(), title="Pause ute", description=None, at_home=False
    )
    await w.ask("Ylva", proposal, "familie")
    entry = next(one for one in (await w.read("Ylva", log)).entries if one.text)
    await w.ask("Ylva", case.Disagree(stafettlogg=log, entry=str(entry.id), text="Ikke helt slik."), "familie")
    seen = await w.read("Kari", log)
    assert "Jeg vil helst ha en pause før timen." in seen.model_dump_json()
    assert [one.by for one in (*seen.proposals, *seen.statements)] == [child.id, child.id]

    async def looked() -> audit.Look | None:
        found: audit.Looks = await w.ask("Ylva", audit.WhoHasLooked(child=child.id))
        return next((one for one in found.looks if one.owner == "barnehage"), None)

    await until(looked)
    look = await looked()
    assert look is not None
    await w.ask("Ylva", audit.AskExplanation(child=child.id, look=look.look))

    consent = next(one for one in (await asked(w, "Ylva", child.id)).consents if one.service == "ppt")
    await w.ask("Ylva", c.WithdrawConsent(child=child.id, consent=consent.consent))

    async def gone() -> bool:
        return "ppt" not in {one.owner for one in (await w.read("Ylva", log)).participants}

    await until(gone)


async def test_nobody_comes_in_as_another_or_too_early(platform: Installation, w: World) -> None:
    child = await newcomer(platform, w, "Vilja Ungdom", "Viljamor Ungdom", born=born(15))
    log = await shared(w, child)
    await newcomer(platform, w, "Runar Annen", "Runarmor Annen", born=born(15))
    young = await newcomer(platform, w, "Frode Ung", "Frodemor Ung", born=born(14))
    everything: tuple[tuple[str, Request], ...] = (
        ("familie", case.ReadStafettlogg(stafettlogg=log)),
        ("consent", c.ReadConsents(child=child.id)),
        ("audit", audit.WhoHasLooked(child=child.id)),
        ("familie", case.CloseStafettlogg(stafettlogg=log, reason="Nei")),
    )
    for owner, request in everything:
        assert await refused(w.ask("Runar", request, owner)) == "AccessDenied"
    assert (await w.ask("Runar", case.MyLogs())).logs == ()
    assert await refused(w.ask("Frode", c.ReadConsents(child=young.id))) == "AccessDenied"


async def test_from_sixteen_parents_read_no_health_in_the_log(platform: Installation, w: World) -> None:
    child = await newcomer(platform, w, "Sunn Ungdom", "Sunnmor Ungdom", born=born(16))
    log = await shared(w, child)
    health, notes = "Har fått time hos helsesykepleier.", "Var med på tur."
    await wrote(w, "Kari", log, health, category=Category.HEALTH)
    await wrote(w, "Kari", log, notes)
    for who, reads in (("Sunn", {health, notes}), ("Sunnmor", {notes})):
        told = (await w.read(who, log)).model_dump_json()
        assert {text for text in (health, notes) if text in told} == reads
