"""What happens by itself: a deadline that passes, a consent that ends under the holder."""

from shared.contracts import case, consent
from tests.e2e.world import EVALUATE_ON, World, consented, joined, let_fall_due, new_id, opened, world
from tests.servers import Installation
from tests.waiting import until


async def stored(platform: Installation, database: str, stream: str, event: str) -> int:
    connection = await platform.superuser(database)
    counting = "SELECT count(*) FROM events WHERE stream = $1 AND type = $2"
    count: int = await connection.fetchval(counting, stream, event)
    await connection.close()
    return count


async def has_only(w: World, who: str, concern: str, kind: case.TaskKind) -> bool:
    found: case.Tasks = await w.ask(who, case.MyTasks())
    return [task.kind for task in found.tasks if task.ref == concern] == [kind]


async def test_a_decision_that_nobody_made_is_marked_once_and_decides_nothing(platform: Installation) -> None:
    async with world(platform) as w:
        concern = new_id()
        seen = (case.Observation(seen="Leker alene"),)
        await w.ask(
            "Kari", case.RegisterConcern(case=concern, child=w.child("Oskar").id, observations=seen, acute=False)
        )
        await w.ask("Kari", case.ShareConcern(case=concern))
        await let_fall_due(platform, "case_barnehage", concern)

        async def marked() -> bool:
            return await stored(platform, "case_barnehage", concern, "decision-fell-due") == 1

        await until(marked)
        view: case.CaseView = await w.ask("Siv", case.ReadCase(case=concern))
        assert (view.stage, view.outcome, view.overdue) == ("shared", None, True)
        for who, kind in (("Siv", case.TaskKind.DECIDE_CASE), ("Kari", case.TaskKind.DECISION_OVERDUE)):
            await until(lambda who=who, kind=kind: has_only(w, who, concern, kind))
        await w.ask("Siv", case.DecideCase(case=concern, outcome=case.Outcome.LEVEL_1, reason="Tiltak i barnehagen"))


async def shared_log(w: World, child: str) -> str:
    await consented(w, w.child(child), "helsestasjon", "ppt")
    log = await opened(w, w.child(child))
    await joined(w, log, "Lise", "Lise Moen")
    return log


async def withdraw(w: World, child: str, who: str, service: str) -> None:
    of = w.child(child).id
    given: consent.Consents = await w.ask(who, consent.ReadConsents(child=of))
    one = next(one.consent for one in given.consents if one.service == service)
    await w.ask(who, consent.WithdrawConsent(child=of, consent=one))


async def test_a_log_is_never_without_a_holder_when_the_holders_consent_ends(platform: Installation) -> None:
    async with world(platform) as w:
        log = await shared_log(w, "Leah")
        await w.ask("Kari", case.OfferBaton(stafettlogg=log, to=w.people["Lise"].id), "familie")
        await w.ask("Lise", case.AcceptBaton(stafettlogg=log), "familie")
        assert (await w.read("Kari", log)).holder == w.people["Lise"].id
        await withdraw(w, "Leah", "Jon", "helsestasjon")

        async def fell_back() -> bool:
            return (await w.read("Kari", log)).holder == w.people["Kari"].id

        await until(fell_back)

        async def left() -> bool:
            standing = {one.owner: one.participation for one in (await w.read("Hilde", log)).services}
            return standing["helsestasjon"] == "left"

        await until(left)


async def test_an_evaluation_day_is_told_in_the_log_once(platform: Installation) -> None:
    async with world(platform) as w:
        log = await shared_log(w, "Noor")
        measure = case.AgreeMeasure(
            stafettlogg=log, measure=new_id(), title="Turgruppe", responsible=w.people["Samira"].id,
            evaluate_on=EVALUATE_ON,
        )  # fmt: skip
        await w.ask("Kari", measure, "familie")
        own: case.Tasks = await w.ask("Samira", case.MyTasks(seen=w.seen))
        assert [(task.kind, task.due, task.child_name) for task in own.tasks] == [
            (case.TaskKind.EVALUATE_MEASURE, EVALUATE_ON, w.child("Noor").name)
        ]
        await let_fall_due(platform, "case_familie", log, kind="evaluate")

        async def told() -> bool:
            entries = (await w.read("Kari", log)).entries
            return [entry.what for entry in entries].count("stafettlogg.evaluation-fell-due.v1") == 1

        await until(told)
