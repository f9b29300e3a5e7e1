"""A report that the national form would take, and how it is told in the tests."""

from shared.contracts.case import form
from shared.contracts.case import report as r
from shared.municipality import DemoChild
from tests.e2e.world import World

WORKPLACE = form.Workplace(
    workplace_name="Bekkelia barnehage", number="000000000",
    address=form.Address(lines=("Bekkeveien 1",), postcode="4999", place="Fjordvik"),
)  # fmt: skip
KARI = form.ReporterPart(
    reporter_name="Kari Nes", position="barnehagelærer", phone="+47 400 00 000", email="kari.nes@eksempel.test",
    workplace=WORKPLACE,
)  # fmt: skip
SAID, BEFORE = "Fortalte at det gjør vondt hjemme", "Merker på armen i oktober"
WHY = "Barnet kan bli utsatt for mer vold om foreldrene vet det"


def draft(child: DemoChild) -> form.ReportDraft:
    return form.ReportDraft(
        reporter=KARI,
        children=(form.ChildPart(child_name=child.name, birth_number=child.birth_number, informed=True),),
        guardians=tuple(
            form.GuardianPart(guardian_name=one.name, informed=False, why_not_informed=WHY) for one in child.guardians
        ),
        concern=SAID, history=BEFORE,
    )  # fmt: skip


async def reports(world: World, who: str) -> tuple[r.ReportSummary, ...]:
    found: r.Reports = await world.ask(who, r.MyReports())
    return found.reports


async def read(world: World, who: str, report: str) -> r.ReportView:
    found: r.ReportView = await world.ask(who, r.ReadReport(report=report, seen=world.seen))
    return found


async def incoming(world: World, who: str = "Hanne") -> tuple[r.IncomingSummary, ...]:
    found: r.Incoming = await world.ask(who, r.IncomingReports())
    return found.reports
