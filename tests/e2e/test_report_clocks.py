"""A report that barnevernet does not answer, and one that the national interface will not take at once."""

import httpx

from shared.contracts.case import report as r
from tests.e2e.reports import draft, incoming, read, reports
from tests.e2e.world import World, new_id, world
from tests.servers import Installation
from tests.waiting import until


async def sent(w: World, child: str) -> str:
    report, of = new_id(), w.child(child)
    await w.ask("Kari", r.StartReport(report=report, child=of.id, draft=draft(of)))
    await w.ask("Kari", r.SendReport(report=report))
    return report


async def all_received(w: World) -> bool:
    """What Kari has sent before this, by the national interface too."""
    views = [await read(w, "Kari", one.report) for one in await reports(w, "Kari") if one.stage is not r.Stage.DRAFT]
    received = [
        any((line.channel, line.state) == ("fiks", r.Delivery.RECEIVED) for line in view.deliveries) for view in views
    ]
    return all(received)


async def let_fall_due(platform: Installation, database: str, report: str, kind: r.Awaited) -> None:
    """Move a deadline to now, as only a superuser can."""
    connection = await platform.superuser(database)
    moving = "UPDATE shielded.timers SET due_at = now() WHERE subject = $1 AND kind = $2 AND ended_at IS NULL"

    async def moved() -> bool:
        return await connection.execute(moving, report, kind) == "UPDATE 1"

    await until(moved, 60)
    await connection.close()


async def marks(platform: Installation, database: str, report: str) -> list[str]:
    connection = await platform.superuser(database)
    rows = await connection.fetch(
        "SELECT type FROM shielded.events WHERE stream = $1 AND type LIKE '%fell-due' ORDER BY version", report
    )
    await connection.close()
    return [row["type"] for row in rows]


async def test_whoever_reported_is_told_that_they_may_call_and_nobody_else_is(platform: Installation) -> None:
    async with world(platform) as w:
        report = await sent(w, "Oskar")
        await let_fall_due(platform, "case_barnehage", report, r.Awaited.ASSESSMENT)

        async def told() -> bool:
            waiting = (await read(w, "Kari", report)).waiting
            return waiting is not None and (waiting.awaited, waiting.overdue) == (r.Awaited.ASSESSMENT, True)

        await until(told, 60)
        assert await marks(platform, "case_barnehage", report) == ["report-wait-fell-due"]
        assert [one.report for one in await reports(w, "Kari") if one.waiting and one.waiting.overdue] == [report]
        assert await reports(w, "Amir") == ()


async def test_barnevernet_has_a_clock_of_its_own(platform: Installation) -> None:
    async with world(platform) as w:
        report = await sent(w, "Noor")
        await let_fall_due(platform, "case_barnevern", report, r.Awaited.ASSESSMENT)

        async def overdue() -> bool:
            found = [one.waiting for one in await incoming(w) if one.report == report]
            return [one.overdue for one in found if one] == [True]

        await until(overdue, 60)
        await w.ask("Hanne", r.AnswerReport(report=report, feedback=r.Feedback.DROPPED, text="Henlagt"))
        assert [one.waiting for one in await incoming(w) if one.report == report] == [None]
        assert await marks(platform, "case_barnevern", report) == ["report-assessment-fell-due"]


async def test_a_channel_that_fails_is_tried_again_and_has_one_report(platform: Installation) -> None:
    async with world(platform) as w, httpx.AsyncClient(base_url=platform.national) as simulator:
        await until(lambda: all_received(w), 60)
        before = len((await simulator.get("/simulator/taken")).json())
        await simulator.post("/simulator/moods", json=["500", "lost-reply"])
        report = await sent(w, "Leah")

        async def followed() -> bool:
            lines = [line.state for line in (await read(w, "Kari", report)).deliveries if line.channel == "fiks"]
            return lines == [r.Delivery.DELAYED, r.Delivery.ACCEPTED, r.Delivery.RECEIVED]

        await until(followed, 90)
        assert len((await simulator.get("/simulator/taken")).json()) == before + 1
        await simulator.post("/simulator/moods", json=["rejected"])
        other = await sent(w, "Leah")

        async def turned_away() -> bool:
            lines = [line.state for line in (await read(w, "Kari", other)).deliveries if line.channel == "fiks"]
            return lines == [r.Delivery.REJECTED]

        await until(turned_away, 60)
