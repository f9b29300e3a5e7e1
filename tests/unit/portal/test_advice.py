"""An anonymous question: asked without whom it is about, answered, read, and put away."""

from shared.contracts import case
from shared.contracts.case import consultation as c
from shared.contracts.case.consultation import Trace
from tests.unit.portal.sample import (
    CASE,
    CHILD,
    KARI,
    LOG,
    NOW,
    TODAY,
    TOR,
)
from tests.unit.portal.world import KEY, World, refuse, sent

NUMBER = "5a1b2c3d-0000-4000-8000-000000000001"


def task(kind: case.TaskKind, child: str = CHILD) -> case.Task:
    return case.Task(kind=kind, child=child, child_name="Maja", ref=LOG, due=None, created_at=NOW, overdue=False)


def waits(made: World, *tasks: case.Task) -> World:
    made.services.answers["my-tasks"] = lambda *_: case.Tasks(tasks=tasks)
    return made


async def test_a_question_is_asked_without_whom_it_is_about() -> None:
    made = World()
    async with made.as_person(KARI) as visitor:
        assert 'name="number"' in (await visitor.get(f"/barn/{CHILD}/anonymt")).text
        fields = {"number": NUMBER, "to": "barnevern", "question": "Hva ser vi etter?", "known": "Gunn, Storgata"}
        await sent(made, visitor, f"/barn/{CHILD}/anonymt", **fields)
    assert made.services.said("ask-anonymously") == [
        c.AskAnonymously(
            id=KEY, consultation=NUMBER, to="barnevern", child=CHILD, case=CASE, question="Hva ser vi etter?",
            known=("Gunn", "Storgata"),
        )
    ]  # fmt: skip


async def test_what_leads_to_somebody_is_pointed_at_and_the_text_is_kept() -> None:
    made = World()
    made.services.answers["ask-anonymously"] = refuse("IdentifyingText")
    looked = c.TextCheck(found=(c.Found(kind=Trace.NAME, start=0, end=4),), sendable=False)
    made.services.answers["check-question"] = lambda *_: looked
    async with made.as_person(KARI) as visitor:
        fields = {"number": NUMBER, "to": "barnevern", "question": "Maja gråter."}
        page = await sent(made, visitor, f"/barn/{CHILD}/anonymt", **fields)
    assert page.status_code == 422
    assert "et navn («Maja»)" in page.text
    assert "Maja gråter.</textarea>" in page.text
    assert f'value="{NUMBER}"' in page.text


async def test_advice_is_given_and_read() -> None:
    made = waits(World(), task(case.TaskKind.ANONYMOUS_QUESTION), task(case.TaskKind.ANONYMOUS_ANSWER))
    came = c.QuestionSummary(consultation=NUMBER, sender="barnehage", asked_on=TODAY, answered=False)
    asked = c.ConsultationSummary(
        consultation=NUMBER, child=CHILD, child_name="Maja", case=CASE, to="ppt", asked_on=TODAY,
        stage=c.ConsultationStage.ANSWERED, mine=True,
    )  # fmt: skip
    advice = (c.Advice(on=TODAY, text="Se etter om det gjelder alle dager."),)
    made.services.answers["read-question"] = lambda *_: c.QuestionView(summary=came, question="Hva nå?", answers=())
    made.services.answers["read-consultation"] = lambda *_: c.ConsultationView(
        summary=asked, question="Hva nå?", answers=advice
    )
    async with made.as_person(TOR) as visitor:
        page = (await visitor.get("/oppgaver")).text
        assert f'href="/anonymt/{LOG}"' in page
        assert f'href="/anonymt/spurt/{LOG}"' in page
        assert "Hva nå?" in (await visitor.get(f"/anonymt/{NUMBER}")).text
        await sent(made, visitor, f"/anonymt/{NUMBER}", text="Spør åpent.")
    async with made.as_person(KARI) as visitor:
        assert "Se etter om det gjelder alle dager." in (await visitor.get(f"/anonymt/spurt/{NUMBER}")).text
        await sent(made, visitor, f"/anonymt/spurt/{NUMBER}")
    assert made.services.said("answer-anonymously") == [
        c.AnswerAnonymously(id=KEY, consultation=NUMBER, text="Spør åpent.")
    ]
    assert made.services.said("end-consultation") == [c.EndConsultation(id=KEY, consultation=NUMBER)]
