"""A baton that waits, a holder who is away, a service that is silent: who is asked to act, and what they may do."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import orjson

from shared.contracts import audit, case
from shared.contracts.case import TaskKind
from tests.e2e.world import TODAY, World, consented, joined, let_fall_due, new_id, refused, world, wrote
from tests.servers import Installation
from tests.waiting import until

CHILD, MOTHER, HOLDER, LEADER = "Jakob", "Marit", "Jonas", "Ragnhild"
REASON = "Jonas slutter hos oss, og Tor svarer ikke"
READERS = (HOLDER, "Tor", "Lise", MOTHER)


async def test_leaders_step_in_where_nobody_answers(platform: Installation) -> None:
    async with world(platform) as w:
        log = await three_services(w)
        await nobody_answers(platform, w, log)
        await a_leader_sees_whom_they_may_appoint(w, log)
        await a_leader_appoints_with_a_reason(w, log)
        await the_new_holder_is_away(platform, w, log)
        await a_parent_asks_a_service_kindly(w, log)
        await a_service_falls_silent(platform, w, log)
        await nobody_is_appointed_in_a_closed_log(w, log)


async def three_services(w: World) -> str:
    log, child = new_id(), w.child(CHILD)
    await consented(w, child, "helsestasjon", "ppt", asker=HOLDER)
    opening = case.OpenStafettlogg(stafettlogg=log, child=child.id, attention="Søvn", opener_name="Jonas Holm")
    await w.ask(HOLDER, opening, "familie")
    await joined(w, log, "Tor", "Tor Eide", HOLDER)
    await joined(w, log, "Lise", "Lise Moen", HOLDER)
    return log


async def tasks(w: World, who: str, log: str) -> list[TaskKind]:
    found: case.Tasks = await w.ask(who, case.MyTasks(seen=w.seen))
    return [task.kind for task in found.tasks if task.ref == log]


async def told(w: World, log: str, *kinds: TaskKind, to: tuple[str, ...]) -> None:
    """Those who have these tasks, and nobody else who could."""

    async def so() -> bool:
        lists = {who: await tasks(w, who, log) for who in (HOLDER, LEADER, "Tor", "Arne", "Lise", "Berit", "Siv")}
        return lists == {who: [*kinds] if who in to else [] for who in lists}

    await until(so)


async def holder(w: World, log: str) -> set[str]:
    """As everybody's own service knows."""
    return {(await w.read(who, log)).holder for who in READERS}


async def nobody_answers(platform: Installation, w: World, log: str) -> None:
    asked_too_early = case.WhoMayHold(stafettlogg=log)
    assert await refused(w.ask("Arne", asked_too_early, "familie")) == "AccessDenied"
    await w.ask(HOLDER, case.OfferBaton(stafettlogg=log, to=w.people["Tor"].id), "familie")
    await told(w, log, TaskKind.BATON_OFFERED, to=("Tor",))
    await let_fall_due(platform, "case_familie", log, kind="baton")

    async def leaders() -> bool:
        return all([await tasks(w, who, log) == [TaskKind.BATON_UNANSWERED] for who in (LEADER, "Arne")])

    await until(leaders)
    assert await tasks(w, "Tor", log) == [TaskKind.BATON_OFFERED]
    assert [await tasks(w, who, log) for who in ("Berit", "Siv")] == [[], []]


async def a_leader_sees_whom_they_may_appoint(w: World, log: str) -> None:
    """And reads nothing else of the log."""
    asking = case.WhoMayHold(stafettlogg=log)
    for who in ("Siv", "Berit", HOLDER, "Tor", MOTHER):
        assert await refused(w.ask(who, asking.model_copy(update={"id": uuid4()}), "familie")) == "AccessDenied"
    assert await refused(w.ask("Arne", case.WhoMayHold(stafettlogg=new_id()), "familie")) == "AccessDenied"
    assert await refused(w.read("Arne", log)) == "AccessDenied"
    found: case.Candidates = await w.ask("Arne", case.WhoMayHold(stafettlogg=log), "familie")
    assert [(one.person_name, one.owner, one.holds, one.asked) for one in found.candidates] == [
        ("Jonas Holm", "barnehage", True, False),
        ("Tor Eide", "ppt", False, True),
        ("Lise Moen", "helsestasjon", False, False),
    ]
    search = audit.SearchAudit(child=w.child(CHILD).id, actor=w.people["Arne"].id)

    async def recorded() -> bool:
        entries = (await w.ask("Sunniva", search)).entries
        return ("who-may-hold", "done") in {(one.action, one.outcome.value) for one in entries}

    await until(recorded)


async def a_leader_appoints_with_a_reason(w: World, log: str) -> None:
    appointing = case.AppointHolder(stafettlogg=log, to=w.people["Lise"].id, reason=REASON)
    await w.ask("Arne", appointing, "familie")
    assert await holder(w, log) == {w.people["Lise"].id}
    newest = (await w.read(MOTHER, log)).entries[0]
    assert (newest.what, newest.by, newest.text) == (
        "stafettlogg.holder-appointed.v1", w.people["Arne"].id, {"reason": REASON}
    )  # fmt: skip
    await told(w, log, to=())
    for who in (LEADER, "Arne"):
        assert await refused(w.ask(who, case.WhoMayHold(stafettlogg=log), "familie")) == "AccessDenied"


async def the_new_holder_is_away(platform: Installation, w: World, log: str) -> None:
    """Her leader hears of it on the first day; when nobody acts, the one who took part longest has the baton."""
    away = case.SetAbsence(stafettlogg=log, person=w.people["Lise"].id, first=TODAY, last=TODAY + timedelta(days=21))
    assert await refused(w.ask("Arne", away, "familie")) == "AccessDenied"
    await w.ask("Berit", away.model_copy(update={"id": uuid4()}), "familie")
    await let_fall_due(platform, "case_familie", log, kind="absent")
    await told(w, log, TaskKind.HOLDER_ABSENT, to=("Berit",))
    found: case.Candidates = await w.ask("Berit", case.WhoMayHold(stafettlogg=log), "familie")
    assert [one.person_name for one in found.candidates] == ["Jonas Holm", "Tor Eide"]
    await let_fall_due(platform, "case_familie", log, kind="stand-in")

    async def stood_in() -> bool:
        return await holder(w, log) == {w.people[HOLDER].id}

    await until(stood_in)
    await told(w, log, to=())


async def a_parent_asks_a_service_kindly(w: World, log: str) -> None:
    asking = case.NudgeService(stafettlogg=log, owner="ppt")
    assert await refused(w.ask("Lise", asking, "familie")) == "NotTheHolder"
    await w.ask(MOTHER, asking.model_copy(update={"id": uuid4()}), "familie")
    await told(w, log, TaskKind.WRITE_IN_LOG, to=("Tor",))
    again = case.NudgeService(stafettlogg=log, owner="ppt")
    assert await refused(w.ask(HOLDER, again, "familie")) == "NudgedAlready"
    standing = {one.owner: one.asked_to_write_on is not None for one in (await w.read("Tor", log)).services}
    assert standing == {"barnehage": False, "helsestasjon": False, "ppt": True}
    await wrote(w, "Tor", log, "Vi ses onsdag")
    await told(w, log, to=())


async def a_service_falls_silent(platform: Installation, w: World, log: str) -> None:
    """Each service's clock runs out; only the one that has not written since is told of."""
    await long_ago(platform, w.child(CHILD).id, "ppt")
    await let_fall_due(platform, "case_familie", log, timers=3, kind="silence")
    await told(w, log, TaskKind.SERVICE_SILENT, to=(HOLDER,))
    silent = [one.data["owner"] for one in (await w.read(MOTHER, log)).entries if "silent" in one.what]
    assert silent == ["ppt"]
    await wrote(w, "Tor", log, "Vi var der, og fant roen")
    await told(w, log, to=())


async def long_ago(platform: Installation, child: str, owner: str) -> None:
    """As far as familie knows, this service's people did everything two months ago; only a superuser can say so."""
    connection = await platform.superuser("case_familie")
    at = (datetime.now(UTC) - timedelta(days=60)).isoformat()
    for row in await connection.fetch("SELECT position, body FROM facts WHERE child = $1", child):
        known = orjson.loads(row["body"])
        if known["actor"]["owner"] == owner:
            told = orjson.dumps(known | {"at": at})
            await connection.execute("UPDATE facts SET body = $2 WHERE position = $1", row["position"], told)
    await connection.close()


async def nobody_is_appointed_in_a_closed_log(w: World, log: str) -> None:
    await w.ask(HOLDER, case.CloseStafettlogg(stafettlogg=log, reason="Han sover"), "familie")
    assert await refused(w.ask(LEADER, case.WhoMayHold(stafettlogg=log), "familie")) == "LogClosed"
