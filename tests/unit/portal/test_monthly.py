"""The monthly report: numbers of everything the personvernombud answers for, and nothing about anybody."""

from datetime import date

from shared.contracts import audit, consent
from shared.contracts.consent import Right
from tests.unit.pdf import faults, text_of
from tests.unit.portal.sample import SUNNIVA, TODAY
from tests.unit.portal.test_oversight import finding, overseen
from tests.unit.portal.world import World

OUT = audit.Outcome
MONTH = audit.Month(
    acts=(
        audit.ActsOfKind(owner="barnehage", action="read-stafettlogg", outcome=OUT.DONE, count=31),
        audit.ActsOfKind(owner="barnehage", action="read-stafettlogg", outcome=OUT.DENIED, count=4),
        audit.ActsOfKind(owner="consent", action="open-in-emergency", outcome=OUT.DONE, count=2),
    ),
    findings=(audit.FindingsOfKind(kind=audit.FindingKind.HOLE, found=3, ended=1, open=2),),
    anomalies=(audit.AnomaliesOfKind(kind=audit.AnomalyKind.OFF_HOURS, count=6),),
    verdicts=(audit.VerdictsOfKind(verdict=audit.Verdict.MISTAKE, count=1),),
    opened=5, identities=1,
)  # fmt: skip
WAITING = consent.RightView(
    child="c-secret", request="r-1", right=Right.ACCESS, asked_on=TODAY, due_on=TODAY, ready=False, overdue=True,
)  # fmt: skip


async def test_it_is_a_pdf_for_everybody_with_every_number_and_no_code() -> None:
    world = World()
    world.services.answers |= {
        "read-month": lambda *_: MONTH,
        "read-oversight": lambda *_: overseen(finding()),
        "open-rights": lambda *_: consent.Rights(requests=(WAITING,)),
    }
    async with world.as_person(SUNNIVA) as visitor:
        answer = await visitor.get("/kontroll/manedsrapport?month=2026-10")
    said = " ".join(text_of(answer.content).split())
    assert faults(answer.content) == []
    assert answer.headers["content-disposition"] == 'attachment; filename="manedsrapport-2026-10.pdf"'
    expected = (
        "Til sammen: 37", "Barnehagen 31 4 0", "Åpnet: 2", "Rader mangler 3 1 2", "Utenom arbeidstid 6",
        "En feil uten vilje: 1", "Undersøkelser begynt: 5", "Innsyn 1 0 1", "2 av 3", "oktober 2026",
    )  # fmt: skip
    assert [words for words in expected if words not in said] == []
    assert not {"c-secret", "p-", "r-1"} & {*said.split()}
    (asked,) = world.services.said("read-month")
    assert asked.month == date(2026, 10, 1)  # type: ignore[attr-defined]


async def test_an_empty_month_is_a_report_too_and_what_is_no_month_is_no_page() -> None:
    world = World()
    nothing = audit.Month(acts=(), findings=(), anomalies=(), verdicts=(), opened=0, identities=0)
    world.services.answers |= {
        "read-month": lambda *_: nothing,
        "read-oversight": lambda *_: overseen(),
        "open-rights": lambda *_: consent.Rights(requests=()),
    }
    async with world.as_person(SUNNIVA) as visitor:
        assert faults((await visitor.get("/kontroll/manedsrapport?month=2026-10")).content) == []
        for wrong in ("2026-13", "x", "9999-01", "2026-10-01"):
            assert (await visitor.get(f"/kontroll/manedsrapport?month={wrong}")).status_code == 404
