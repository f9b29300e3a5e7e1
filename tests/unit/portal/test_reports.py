"""A report: begun where the duty is told of, saved as it is, sent when it is whole, and never a trace elsewhere."""

from datetime import timedelta
from typing import Any

import pytest

from services.portal.directory import Person
from services.portal.pages.reports import fields, filled
from services.portal.view import Filled
from shared.contracts.case import report as r
from shared.contracts.case.form import ChildPart, GuardianPart, ReportDraft, ReporterPart, Workplace
from tests.unit.portal.sample import CHILD, INGRID, KARI, NOW, TODAY, concern, named
from tests.unit.portal.world import KEY, World, refuse, sent

REPORT, HERE = "r-11112222", "/egne-saker/r-11112222"
HANNE = named("Hanne Vik")
DRAFT = ReportDraft(
    reporter=ReporterPart(
        reporter_name="Kari Nes", position="barnehagelærer", phone="+47 400 00 000", email="kari@eksempel.test",
        workplace=Workplace(workplace_name="Bekkelia", number="123"),
    ),
    children=(ChildPart(child_name="Maja", birth_number="14852274264", informed=True), ChildPart(child_name="Bror")),
    guardians=(GuardianPart(guardian_name="Mor", informed=False, why_not_informed="Fare for barnet"),),
    concern="Sa at det gjør vondt.", history="Merker i oktober.",
)  # fmt: skip
SENT = r.DeliveryLine(at=NOW, channel="barnevern", state=r.Delivery.RECEIVED)


def view(**changed: Any) -> r.ReportView:
    plain = r.ReportView(
        report=REPORT, child=CHILD, stage=r.Stage.DRAFT, draft=DRAFT, missing=("guardians-1-name", "concern"),
        shown_to=(), deliveries=(), answers=(), waiting=None,
    )  # fmt: skip
    return plain.model_copy(update=changed)


def world(**changed: Any) -> World:
    made = World()
    made.services.answers["read-report"] = lambda *_: view(**changed)
    return made


def written(**changed: str) -> dict[str, str]:
    return dict(fields(DRAFT)) | changed


async def test_it_begins_where_the_duty_is_told_of_and_asks_nobody_else() -> None:
    made = World()
    made.services.answers["read-case"] = lambda *_: concern(acute=True)
    async with made.as_person(KARI) as visitor:
        assert 'action="/egne-saker"' in (await visitor.get(f"/undring/{concern().case}")).text
        made.services.asked.clear()
        answer = await sent(made, visitor, "/egne-saker", child=CHILD, child_name="Maja")
    assert answer.headers["location"] == f"/egne-saker/{KEY}"
    ((begun, owner, _),) = made.services.asked
    assert isinstance(begun, r.StartReport)
    assert (owner, begun.report, begun.child) == ("barnehage", KEY, CHILD)
    assert (begun.draft.reporter.reporter_name, begun.draft.children[0].child_name) == ("Kari Nes", "Maja")


async def test_a_draft_is_saved_as_it_is_and_what_the_form_has_not_is_kept() -> None:
    made = world()
    async with made.as_person(KARI) as visitor:
        page = (await visitor.get(HERE)).text
        assert "Sa at det gjør vondt.</textarea>" in page
        assert "<title>Egne saker" in page
        await sent(made, visitor, HERE, **written(concern="Sa mer."))
    (saved,) = made.services.said("save-report")
    assert isinstance(saved, r.SaveReport)
    assert saved.draft == DRAFT.model_copy(update={"concern": "Sa mer."})
    assert not made.services.said("send-report")


async def test_no_mark_of_it_is_shown_to_the_services_of_the_next_page() -> None:
    made = world()
    async with made.as_person(KARI) as visitor:
        await sent(made, visitor, HERE, **written())
        made.services.asked.clear()
        await visitor.get("/oppgaver")
    assert {getattr(request, "seen", None) for request, _, _ in made.services.asked} == {None}


async def test_what_is_missing_is_named_and_what_is_written_stays() -> None:
    made = world()
    made.services.answers["send-report"] = refuse("ReportIncomplete")
    async with made.as_person(KARI) as visitor:
        page = await sent(made, visitor, HERE, send="on", **written(history="Nytt."))
    assert page.status_code == 422
    assert "Nytt.</textarea>" in page.text
    assert 'href="#report-concern"' in page.text
    assert 'href="#report-guardians-1-name"' in page.text
    assert made.services.said("save-report")
    form = page.text[: page.text.index("/forkast")]
    assert f'value="{KEY}"' not in form  # what is mended is saved as well


async def test_sent_it_says_what_is_awaited_and_when_it_is_fine_to_call() -> None:
    waiting = r.Waiting(awaited=r.Awaited.ASSESSMENT, by=TODAY + timedelta(days=7), overdue=False)
    answer = r.AnswerLine(at=NOW, feedback=r.Feedback.INVESTIGATION, text="Vi ser på det.")
    made = world(stage=r.Stage.SENT, deliveries=(SENT,), answers=(answer,), waiting=waiting, missing=())
    async with made.as_person(KARI) as visitor:
        page = (await visitor.get(HERE)).text
        for said in ("Barnevernet skal vurdere meldingen", "Barnevernet har fått den", "Vi ser på det.", "Maja"):
            assert said in page
        assert "glemt" not in page
        made.services.answers["read-report"] = lambda *_: view(
            stage=r.Stage.SENT, waiting=waiting.model_copy(update={"overdue": True})
        )
        assert "det er helt greit å ringe" in (await visitor.get(HERE)).text


@pytest.mark.parametrize("stage", list(r.Stage))
async def test_the_list_has_a_title_that_tells_nothing(stage: r.Stage) -> None:
    made = World()
    overdue = r.Waiting(awaited=r.Awaited.FEEDBACK, by=TODAY, overdue=True)
    made.services.answers["my-reports"] = lambda *_: r.Reports(
        reports=(
            r.ReportSummary(report=REPORT, child=CHILD, child_name="Maja", stage=stage, mine=True, waiting=overdue),
        )
    )
    async with made.as_person(KARI) as visitor:
        page = (await visitor.get("/egne-saker")).text
    assert "<title>Egne saker" in page
    assert f'href="{HERE}"' in page


async def test_a_draft_can_be_thrown_away() -> None:
    made = world()
    async with made.as_person(KARI) as visitor:
        await sent(made, visitor, f"{HERE}/forkast")
    assert made.services.said("discard-report") == [r.DiscardReport(id=KEY, report=REPORT)]


async def test_others_find_nothing() -> None:
    made = World()
    made.services.answers |= {
        name: refuse("Unknown", 404) for name in ("read-report", "read-incoming", "incoming-reports")
    }
    for person, path in ((KARI, HERE), (KARI, "/mottatt"), (INGRID, "/egne-saker"), (INGRID, HERE)):
        async with made.as_person(person) as visitor:
            assert (await visitor.get(path)).status_code == 404


@pytest.mark.parametrize(
    ("person", "paths"), [(KARI, ("/mottatt", f"/mottatt/{REPORT}")), (HANNE, ("/egne-saker", HERE))]
)
async def test_no_service_is_asked_for_what_it_does_not_have(person: Person, paths: tuple[str, ...]) -> None:
    """Nobody answers there, and that is no failure to be told of."""
    made = World()
    async with made.as_person(person) as visitor:
        found = [(await visitor.get(path)).status_code for path in paths]
        duty = (await visitor.get("/meld")).text
    assert found == [404, 404]
    assert not made.services.asked
    assert f'href="{paths[0]}"' not in duty


async def test_barnevernet_reads_and_answers() -> None:
    made = World()
    made.services.answers["incoming-reports"] = lambda *_: r.Incoming(
        reports=(r.IncomingSummary(report=REPORT, child=CHILD, child_name="Maja", sender="barnehage", waiting=None),)
    )
    made.services.answers["read-incoming"] = lambda *_: r.IncomingView(
        report=REPORT, child=CHILD, sender="barnehage", sent_at=NOW, content=DRAFT, answers=(), waiting=None
    )
    async with made.as_person(HANNE) as visitor:
        assert f'href="/mottatt/{REPORT}"' in (await visitor.get("/mottatt")).text
        assert "Sa at det gjør vondt." in (await visitor.get(f"/mottatt/{REPORT}")).text
        await sent(made, visitor, f"/mottatt/{REPORT}", feedback="assessed", text="Takk. Vi ser på det.")
    assert made.services.said("answer-report") == [
        r.AnswerReport(id=KEY, report=REPORT, feedback=r.Feedback.ASSESSED, text="Takk. Vi ser på det.")
    ]


def test_what_the_form_shows_is_what_it_takes() -> None:
    shown = Filled("report", dict(fields(DRAFT)))
    assert ReportDraft.model_validate(filled(shown.values, DRAFT)) == DRAFT
