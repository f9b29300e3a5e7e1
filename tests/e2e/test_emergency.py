"""Somebody who takes no part reads a stafettlogg in an emergency: what opens, who hears, and who answers for it."""

from datetime import UTC, datetime

from shared.contracts import audit, case, consent
from shared.contracts.case import TaskKind
from tests.e2e.world import World, consented, joined, newcomer, opened, refused, world, wrote
from tests.servers import Installation
from tests.waiting import until

WHY = "Barnet er funnet bevisstløst ute på plassen"
WORD = "Tåler ikke penicillin"


async def test_a_colleague_reads_for_an_hour_and_answers_for_it(platform: Installation) -> None:
    async with world(platform) as w:
        child = await newcomer(platform, w, "Nyfiken", "Runa Nyfiken")
        await consented(w, child, "ppt")
        log = await opened(w, child)
        await joined(w, log, "Tor", "Tor Eide")
        await wrote(w, "Tor", log, WORD)
        await nobody_reads_without(w, log)
        await oda_opens(w, child.id)
        await oda_reads_and_writes_nothing(w, log)
        await the_others_hear_of_it(w, child.id)
        await siv_reviews(w, child.id)
        await every_act_is_written_down(w, child.id, log)
        await the_family_closes_it(w, child.id, log)


def just_signed_in(w: World, who: str) -> str:
    w.people[f"{who} now"] = w.people[who].model_copy(update={"shown_at": datetime.now(UTC)})
    return f"{who} now"


async def nobody_reads_without(w: World, log: str) -> None:
    for who in ("Oda", "Amir", "Lise"):
        assert await refused(w.read(who, log)) == "AccessDenied"


async def oda_opens(w: World, child: str) -> None:
    opening = consent.OpenInEmergency(child=child, because=consent.Cause.LIFE_OR_HEALTH, reason=WHY)
    assert await refused(w.ask("Oda", opening)) == "AccessDenied"  # has not just shown who she is
    assert (
        await refused(w.ask(just_signed_in(w, "Lise"), opening)) == "AccessDenied"
    )  # has nothing to do with the child
    await w.ask(just_signed_in(w, "Oda"), opening)


async def oda_reads_and_writes_nothing(w: World, log: str) -> None:
    logs: case.Logs = await w.ask("Oda", case.MyLogs(seen=w.seen))
    assert log in {one.stafettlogg for one in logs.logs}
    assert WORD in (await w.read("Oda", log)).model_dump_json()
    writing = case.WriteContribution(
        contribution="c-1", stafettlogg=log, kind=case.Kind.NOTE, category="notes", text="Skriver"
    )
    assert await refused(w.ask("Oda", writing)) == "AccessDenied"
    assert await refused(w.ask("Oda", case.OfferBaton(stafettlogg=log, to="p-x"), "familie")) == "AccessDenied"
    assert await refused(w.read("Amir", log)) == "AccessDenied"  # her colleague opened nothing


async def the_others_hear_of_it(w: World, child: str) -> None:
    async def task() -> bool:
        found: case.Tasks = await w.ask("Siv", case.MyTasks())
        return any((one.kind, one.child) == (TaskKind.REVIEW_EMERGENCY, child) for one in found.tasks)

    await until(task)
    for who in ("Siv", "Sunniva", "Oda", "Runa"):
        assert [one.because for one in await seen_by(w, who, child)] == [consent.Cause.LIFE_OR_HEALTH], who
    for who in ("Kari", "Tor", "Ingrid"):
        assert await seen_by(w, who, child) == []


async def seen_by(w: World, who: str, child: str) -> list[consent.EmergencyView]:
    found: consent.Emergencies = await w.ask(who, consent.MyEmergencies(seen=w.seen))
    return [one for one in found.emergencies if one.child == child]


async def siv_reviews(w: World, child: str) -> None:
    (one,) = await seen_by(w, "Siv", child)
    review = consent.ReviewEmergency(
        child=child, emergency=one.emergency, justified=True, tell_family=True, note="Det var riktig"
    )
    assert await refused(w.ask("Oda", review)) == "AccessDenied"
    await w.ask("Siv", review)

    async def done() -> bool:
        found: case.Tasks = await w.ask("Siv", case.MyTasks())
        return not any((one.kind, one.child) == (TaskKind.REVIEW_EMERGENCY, child) for one in found.tasks)

    await until(done)


async def every_act_is_written_down(w: World, child: str, log: str) -> None:
    async def found() -> set[tuple[str, str, tuple[str, ...]]]:
        entries: audit.AuditEntries = await w.ask("Sunniva", audit.SearchAudit(child=child, limit=200))
        return {(entry.owner, entry.action, entry.policies) for entry in entries.entries}

    expected = {
        ("consent", "open-in-emergency", ("B01-nodapning",)),
        ("consent", "review-emergency", ("B02-leder-ser-etter",)),
        ("barnehage", "read-stafettlogg", ("L08-nodapning",)),
    }

    async def all_there() -> bool:
        return expected <= await found()

    await until(all_there)


async def the_family_closes_it(w: World, child: str, log: str) -> None:
    """Withdrawn, it is over at once for Oda too."""
    known: consent.Consents = await w.ask("Runa", consent.ReadConsents(child=child))
    nursery = next(one.consent for one in known.consents if one.service == "barnehage")
    await w.ask("Runa", consent.WithdrawConsent(child=child, consent=nursery))

    async def shut() -> bool:
        logs: case.Logs = await w.ask("Oda", case.MyLogs(seen=w.seen))
        return log not in {one.stafettlogg for one in logs.logs}

    await until(shut)
    assert await refused(w.read("Oda", log)) == "AccessDenied"
