"""Which services take anonymous questions is the municipality's choice, and any of them may ask another."""

from uuid import uuid4

import pytest

from deploy.system import MUNICIPALITIES
from shared.contracts.case import consultation as c
from shared.contracts.case.tasks import TaskKind
from shared.contracts.common import Done
from shared.municipality import load_demo
from tests.e2e.world import World, world
from tests.integration.case.consulting import ADVICE, QUESTION, enrolled, has_child, refused, waiting
from tests.servers import Installation
from tests.waiting import until

FJORDVIK, HAVNES = load_demo(MUNICIPALITIES)


def question(child: str, to: str) -> c.AskAnonymously:
    return c.AskAnonymously(consultation=str(uuid4()), to=to, child=child, question=QUESTION)


async def answered(w: World, asker: str, adviser: str, child: str) -> str:
    """Asked by one and answered by the other, who hears of no child."""
    asked = question(child, w.people[adviser].owner)
    number = asked.consultation
    done: Done = await w.ask(asker, asked)
    said = (done.event or "").rsplit("-", 2)
    assert (said[0], said[2]) == (f"{w.people[asker].owner}-shielded", "o")  # no fact tells of it: nobody waits for one
    await until(lambda: waiting(w, adviser, TaskKind.ANONYMOUS_QUESTION, number))
    view: c.QuestionView = await w.ask(adviser, c.ReadQuestion(consultation=number))
    assert (view.question, view.summary.sender) == (QUESTION, w.people[asker].owner)
    await w.ask(adviser, c.AnswerAnonymously(consultation=number, text=ADVICE))
    await until(lambda: waiting(w, asker, TaskKind.ANONYMOUS_ANSWER, number))
    read: c.ConsultationView = await w.ask(asker, c.ReadConsultation(consultation=number))
    assert ([one.text for one in read.answers], read.summary.child) == ([ADVICE], child)
    return number


async def test_every_service_that_the_municipality_names_is_asked_and_no_other_hears_of_it(
    platform: Installation,
) -> None:
    child = await enrolled(platform, "barnehage", "bekkelia", (520, 521), "4999")
    async with world(platform) as w:
        await until(lambda: has_child(w, "Kari", child))
        for adviser, others in (("Tor", ("Lise", "Hanne")), ("Lise", ("Tor", "Hanne"))):
            number = await answered(w, "Kari", adviser, child)
            for other in others:
                assert await refused(w, other, c.ReadQuestion(consultation=number)) == "AccessDenied"
        assert await refused(w, "Kari", question(child, "barnehage")) == "TakesNoQuestions"
        assert await refused(w, "Kari", question(child, "familie")) == "TakesNoQuestions"


async def test_whoever_is_asked_may_ask(platform: Installation) -> None:
    child = await enrolled(platform, "ppt", "ppt-fjordvik", (522, 523), "4999")
    async with world(platform) as w:
        await until(lambda: has_child(w, "Tor", child))
        for adviser in ("Lise", "Hanne"):
            number = await answered(w, "Tor", adviser, child)
            assert await refused(w, "Tor", c.ReadQuestion(consultation=number)) == "AccessDenied"
            taken = question(child, "helsestasjon").model_copy(update={"consultation": number})
            assert await refused(w, adviser, taken) == "AccessDenied"  # no child of theirs


@pytest.mark.parametrize("adviser", ["Marta", "Ingvild"])
async def test_another_municipality_has_chosen_otherwise(platform: Installation, adviser: str) -> None:
    numbers = (524, 525) if adviser == "Marta" else (526, 527)
    child = await enrolled(platform, "barnehage", "sjobua", numbers, "5998")
    async with world(platform, HAVNES) as w:
        await until(lambda: has_child(w, "Solveig", child))
        await answered(w, "Solveig", adviser, child)
        assert await refused(w, "Solveig", question(child, "ppt")) == "TakesNoQuestions"
