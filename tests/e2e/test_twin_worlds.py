"""Two worlds play the same; in one of them a report is made, answered and closed. Nobody else can tell which."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from shutil import copytree

import pytest
import yaml

from deploy.system import MUNICIPALITIES
from shared.contracts import audit, case, consent, notify
from shared.contracts.case import Kind
from shared.contracts.case import report as r
from shared.contracts.common import SHARED_CATEGORIES, Category
from tests.answers import answered
from tests.e2e.reports import SAID, WHY, draft, incoming
from tests.e2e.twins import Step, Twin, twin
from tests.e2e.world import EXPIRES_ON
from tests.servers import installation
from tests.waiting import until

STEPS = int(os.environ.get("STAFETT_TWIN_STEPS", "20"))
PARENTS, OTHERS, SERVICES = ("Ingrid", "Marek"), ("Silje", "Hilde"), ("Tor", "Lise")
COLLEAGUES, EVERYBODY = ("Amir", "Oda", "Siv"), ("Ingrid", "Marek", "Silje", "Tor", "Lise", "Amir", "Siv", "Hanne")


# --- What everybody else does, chosen by the same dice --------------------------------------------


async def look_around(t: Twin) -> None:
    who = t.chance.choice(EVERYBODY)
    await t.ask(who, t.chance.choice((case.MyTasks, case.MyLogs, case.MyChildren))())


async def look_at_notices(t: Twin) -> None:
    await t.ask(t.chance.choice((*PARENTS, *OTHERS, *SERVICES, *COLLEAGUES)), notify.MyNotices())


async def look_at_the_family(t: Twin) -> None:
    who = t.chance.choice((*PARENTS, *OTHERS))
    await t.ask(who, consent.MyFamily())
    await t.ask(who, consent.ReadConsents(child=t.world.child("Maja").id))


async def read_the_log(t: Twin) -> None:
    who = t.chance.choice((*PARENTS, *OTHERS, *SERVICES, "Amir", "Kari"))
    await t.ask(who, case.ReadStafettlogg(stafettlogg=t.things["log"]))


async def write_in_the_log(t: Twin) -> None:
    who = t.chance.choice((*PARENTS, *SERVICES, "Kari"))
    text = f"Det gikk fint {t.chance.randrange(1000)}"
    writing = case.WriteContribution(
        contribution=t.new(), stafettlogg=t.things["log"], kind=Kind.NOTE, category=Category.NOTES, text=text
    )
    await t.ask(who, writing)


async def see_who_reads(t: Twin) -> None:
    who = t.chance.choice((*PARENTS, *SERVICES))
    await t.ask(who, case.PreviewAudience(stafettlogg=t.things["log"], category=Category.NOTES))


async def wonder(t: Twin) -> None:
    child = t.world.child(t.chance.choice(("Maja", "Oskar"))).id
    seen = (case.Observation(seen="Leker alene"),)
    await t.ask("Amir", case.RegisterConcern(case=t.new(), child=child, observations=seen))


async def look_at_a_child(t: Twin) -> None:
    await t.ask(t.chance.choice((*COLLEAGUES, *SERVICES)), case.ReadChild(child=t.world.child("Maja").id))


async def change_a_consent(t: Twin) -> None:
    child, who = t.world.child("Maja").id, t.chance.choice(PARENTS)
    found: consent.Consents = await t.ask(who, consent.ReadConsents(child=child))
    one = next(one for one in found.consents if one.service == "helsestasjon")
    await t.ask(who, consent.WithdrawConsent(child=child, consent=one.consent))


async def ask_for_consent(t: Twin) -> None:
    child = t.world.child("Oskar").id
    ask = consent.AskConsent(child=child, services=("ppt",), categories=SHARED_CATEGORIES, expires_on=EXPIRES_ON)
    await t.ask("Amir", ask)
    found: consent.Consents | None = await t.ask("Silje", consent.ReadConsents(child=child))
    for one in found.mine if found else ():
        await t.ask("Silje", answered(child, one, yes=t.chance.random() < 0.5))


async def spy(t: Twin) -> None:
    """With the very id of the report, which nobody outside could know."""
    who, owner = t.chance.choice((*PARENTS, *OTHERS, *SERVICES, "Amir", "Oda")), None
    report = t.things["report"]
    request = t.chance.choice(
        (r.ReadReport(report=report), r.MyReports(), r.SendReport(report=report), r.DiscardReport(report=report),
         r.ReadIncoming(report=report), case.ReadCase(case=report), case.ReadStafettlogg(stafettlogg=report))
    )  # fmt: skip
    if request.name.endswith("incoming"):
        owner = "barnevern"  # nobody else listens for it
    elif request.name.endswith(("report", "reports")):
        owner = "barnehage"
    await t.ask(who, request, owner)


async def look_into_the_audit_list(t: Twin) -> None:
    """What a family may be told of who has looked, is taken from here. Two owners' rows arrive in either order."""
    await t.still()
    found: audit.AuditEntries = await t.world.ask("Sunniva", audit.SearchAudit(child=t.world.child("Maja").id))
    t.note("Sunniva counts", str(found.total))
    await t.still()


ACTS: tuple[Step, ...] = (
    look_around, look_around, look_at_notices, look_at_the_family, read_the_log, read_the_log, write_in_the_log,
    write_in_the_log, see_who_reads, wonder, look_at_a_child, change_a_consent, ask_for_consent, spy, spy,
    look_into_the_audit_list,
)  # fmt: skip


async def open_a_log(t: Twin) -> None:
    maja = t.world.child("Maja")
    t.things |= {"log": t.new(), "report": t.new()}
    services = ("helsestasjon", "ppt")
    ask = consent.AskConsent(child=maja.id, services=services, categories=SHARED_CATEGORIES, expires_on=EXPIRES_ON)
    await t.ask("Kari", ask)
    for who in PARENTS:
        found: consent.Consents = await t.ask(who, consent.ReadConsents(child=maja.id))
        for one in found.mine:
            await t.ask(who, answered(maja.id, one))
    await t.still()
    log = t.things["log"]
    opening = case.OpenStafettlogg(stafettlogg=log, child=maja.id, attention="Språk", opener_name="Kari Nes")
    await t.ask("Kari", opening, "familie")
    await t.ask("Kari", case.InviteService(stafettlogg=log, invited="ppt"), "familie")
    await t.still()
    await t.ask("Tor", case.AcceptInvitation(stafettlogg=log, participant_name="Tor Eide"), "familie")


# --- What happens in one of the worlds only, and is not noted -------------------------------------


async def start(t: Twin) -> None:
    maja = t.world.child("Maja")
    await t.world.ask("Kari", r.StartReport(report=t.things["report"], child=maja.id, draft=draft(maja)))


async def show(t: Twin) -> None:
    await t.world.ask("Kari", r.ShowReport(report=t.things["report"], to=t.world.people["Siv"].id))
    await t.world.ask("Siv", r.ReadReport(report=t.things["report"]))


async def send(t: Twin) -> None:
    await t.world.ask("Kari", r.SendReport(report=t.things["report"]))

    async def arrived() -> bool:
        return bool(await incoming(t.world))

    await until(arrived)


def answer(feedback: r.Feedback) -> Step:
    async def say(t: Twin) -> None:
        report = t.things["report"]
        await t.world.ask("Hanne", r.ReadIncoming(report=report))
        await t.world.ask("Hanne", r.AnswerReport(report=report, feedback=feedback, text="Slik er det"))

        async def told() -> bool:
            view: r.ReportView = await t.world.ask("Kari", r.ReadReport(report=report))
            return view.answers[-1:] != () and view.answers[-1].feedback is feedback

        await until(told)

    return say


SECRET: tuple[Step, ...] = (
    start, show, send, answer(r.Feedback.ASSESSED), answer(r.Feedback.INVESTIGATION), answer(r.Feedback.CLOSED)
)  # fmt: skip


async def play(t: Twin, *, secret: bool) -> list[str]:
    await open_a_log(t)
    places = sorted(t.chance.sample(range(STEPS), len(SECRET)))
    for n in range(STEPS):
        await t.still()
        if secret and n in places:
            await SECRET[places.index(n)](t)
            await t.still()
        t.seen.append(f"--- {n}")
        await t.chance.choice(ACTS)(t)
    await t.note_what_stands()
    return t.seen


@contextmanager
def patient(folder: Path) -> Iterator[Path]:
    """A municipality that sends what can wait once a day: which mails there are does not depend on the second."""
    copytree(MUNICIPALITIES, folder)
    for path in folder.glob("*/municipality.yaml"):
        told = yaml.safe_load(path.read_text(encoding="utf-8")) | {"notices": {"digest_seconds": 86400}}
        path.write_text(yaml.safe_dump(told, allow_unicode=True), encoding="utf-8")
    yield folder


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with patient(tmp_path_factory.mktemp("twins") / "municipalities") as folder:
        yield folder


async def a_world(municipalities: Path, *, secret: bool) -> tuple[list[str], str]:
    """What was seen, and everything that services have logged."""
    with ExitStack() as stack:
        ground = stack.enter_context(installation())
        stack.enter_context(ground.everything(municipalities=municipalities))
        async with twin(ground) as t:
            seen = await play(t, secret=secret)
            logs = "".join(path.read_text(errors="replace") for path in (ground.state / "log").glob("*.log"))
            return seen, logs.replace(t.things["report"], "THE REPORT")


async def test_a_report_leaves_no_trace_that_anybody_else_can_see(quiet: Path) -> None:
    without, _ = await a_world(quiet, secret=False)
    with_it, logs = await a_world(quiet, secret=True)
    assert len(without) > STEPS
    differences = [(one, other) for one, other in zip(without, with_it, strict=False) if one != other]
    assert differences[:3] == []
    assert len(without) == len(with_it)
    assert not [text for text in ("THE REPORT", SAID, WHY) if text in logs]
