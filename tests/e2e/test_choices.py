"""What an administrator changes holds from that moment, in every service, and what was promised before stands."""

from datetime import date, timedelta
from functools import partial

from deploy.system import MUNICIPALITIES
from shared.contracts import case, consent
from shared.contracts.case import TaskKind
from shared.contracts.consent import DeadlineDays, Ground, OwnTerm
from shared.municipality import load_demo
from tests.e2e.world import TODAY, World, new_id, refused, world
from tests.servers import Installation
from tests.waiting import until

ADMINISTRATOR, OMBUD, TEACHER, LEADER, CHILD = "Kolbein", "Oddny", "Eivind", "Gunnvor", "Runa"
PLAN = OwnTerm(term="stafettlogg", word="samla plan", definite="samla planen", plural="samla planar")


async def test_a_changed_deadline_changes_the_next_tasks_date_at_another_owner(platform: Installation) -> None:
    async with world(platform, load_demo(MUNICIPALITIES)[1]) as w:
        before = await shared_concern(w)
        first = await changed(w)
        sooner = changing(len(first), 5)
        for _ in range(3):  # sent again it is one change
            await w.ask(ADMINISTRATOR, sooner)
        assert await refused(w.ask(ADMINISTRATOR, changing(len(first), 6))) == "ChangedMeanwhile"
        number = len(first) + 1
        for who in (TEACHER, "Marta", "Leif", "Ingvild"):
            await until(partial(in_force, w, who, number))
        after = await shared_concern(w)
        counted: case.Clocks = await w.ask(ADMINISTRATOR, case.CountClocks(seen=w.seen), "barnehage")
        assert "decide-case-days" in {one.deadline for one in counted.clocks}
        assert await due(w, before, after) == [TODAY + timedelta(days=10), TODAY + timedelta(days=5)]
        assert [(one.by, one.case, one.deadlines) for one in await changed(w, OMBUD)][len(first) :] == [
            (w.people[ADMINISTRATOR].id, "2026/77", (DeadlineDays(name="decide_case_days", days=5),))
        ]
        texts: case.MunicipalityTexts = await w.ask(TEACHER, case.ReadMunicipality())
        assert {term.id: term.word for term in texts.vocabulary}["stafettlogg"] == PLAN.word
        await w.ask(ADMINISTRATOR, changing(number, 10))


def changing(after: int, days: int) -> consent.ChangeChoices:
    deadlines = (DeadlineDays(name="decide_case_days", days=days),)
    return consent.ChangeChoices(
        after=after, ground=Ground.DECISION, case="2026/77", deadlines=deadlines, words=(PLAN,)
    )


async def changed(w: World, who: str = ADMINISTRATOR) -> tuple[consent.Change, ...]:
    found: consent.Changes = await w.ask(who, consent.ReadChanges())
    return found.changes


async def in_force(w: World, who: str, number: int) -> bool:
    """Every answer of a service says by which choices it was made."""
    texts: case.MunicipalityTexts = await w.ask(who, case.ReadMunicipality())
    return texts.version.startswith(f"2026-01-{number}-")


async def shared_concern(w: World) -> str:
    concern = new_id()
    seen = case.Observation(seen="Runa ser ut av vindauget heile samlinga")
    registering = case.RegisterConcern(
        case=concern, child=w.child(CHILD).id, observations=(seen,), worry=2, acute=False
    )
    await w.ask(TEACHER, registering)
    await w.ask(TEACHER, case.ShareConcern(case=concern))
    return concern


async def due(w: World, *concerns: str) -> list[date | None]:
    found: case.Tasks = await w.ask(LEADER, case.MyTasks(seen=w.seen))
    days = {one.ref: one.due for one in found.tasks if one.kind is TaskKind.DECIDE_CASE}
    return [days.get(one) for one in concerns]
