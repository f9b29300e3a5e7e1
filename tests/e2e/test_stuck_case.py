"""A case that is stuck: koordinerende enhet is asked without a name, and its advice comes back into the log."""

from datetime import UTC, datetime, time

import orjson
import pytest

from shared.contracts import case
from shared.contracts.case import consultation as c
from shared.contracts.case.tasks import TaskKind
from shared.errors import RemoteRefused
from tests.e2e.world import EVALUATE_ON, World, consented, joined, new_id, opened, world
from tests.servers import Installation
from tests.unit.consent.world import synthetic
from tests.waiting import until

CHILD, MOTHER = "Amina", "Hodan"
QUESTION = "Tre tjenester er enige om målet og uenige om hvem som begynner. Hvordan kommer vi videre?"
ADVICE = "La den som ser barnet oftest begynne, og møtes igjen om tre uker."


async def refused(w: World, who: str, request: case.CaseCommand | case.CaseQuery, owner: str | None = None) -> str:
    with pytest.raises(RemoteRefused) as caught:
        await w.ask(who, request, owner)
    return caught.value.code


def lift(log: str, question: str = QUESTION, *, confirmed: bool = False) -> case.LiftToCoordination:
    return case.LiftToCoordination(
        stafettlogg=log, lift=new_id(), question=question, anonymous=True, known=("Torleif Kvamsøy",),
        confirmed=confirmed,
    )  # fmt: skip


async def tasks(w: World, who: str, kind: TaskKind) -> list[str]:
    found: case.Tasks = await w.ask(who, case.MyTasks(seen=w.seen))
    return [one.ref for one in found.tasks if one.kind is kind]


async def test_coordination_gives_advice_and_never_learns_of_whom(platform: Installation) -> None:
    async with world(platform) as w:
        child = w.child(CHILD)
        await consented(w, child, "ppt")
        log = await opened(w, child, "Mange rundt, lite som skjer")
        await joined(w, log, "Tor", "Tor Eide")
        await nothing_that_leads_to_the_child_is_sent(w, log)
        lifted = lift(log)
        await w.ask("Kari", lifted, "familie")
        number = await coordination_answers(w)
        await the_log_has_the_advice_and_the_asker_a_task(w, log)
        await nothing_that_is_sent_or_kept_there_leads_back(platform, number, (child.id, log, lifted.lift))


async def nothing_that_leads_to_the_child_is_sent(w: World, log: str) -> None:
    for text in (f"{CHILD} er sliten", f"{MOTHER} ringer", "Kvamsøy så det", f"Nr. {synthetic(530)}", "Storgata 12"):
        check = case.CheckLift(stafettlogg=log, question=text, known=("Torleif Kvamsøy",))
        looked: c.TextCheck = await w.ask("Kari", check, "familie")
        assert (len(looked.found) >= 1, looked.sendable) == (True, False), text
        assert await refused(w, "Kari", lift(log, text, confirmed=True), "familie") == "IdentifyingText"
    assert await refused(w, "Kari", lift(log, "Vi er på Bekkelia"), "familie") == "PerhapsIdentifyingText"
    assert await refused(w, "Tor", lift(log), "familie") == "NotTheHolder"
    assert await refused(w, "Lise", case.CheckLift(stafettlogg=log, question=QUESTION), "familie") == "AccessDenied"
    assert (await w.read("Kari", log)).lifts == ()


async def coordination_answers(w: World) -> str:
    """Vigdis is of koordinerende enhet; Lise and Berit are of the same service, and hear nothing."""
    found: list[c.QuestionView] = []

    async def asked() -> bool:
        """Among what others may have asked on the same servers."""
        for one in await tasks(w, "Vigdis", TaskKind.ANONYMOUS_QUESTION):
            view: c.QuestionView = await w.ask("Vigdis", c.ReadQuestion(consultation=one))
            found.extend([view] if view.question == QUESTION else [])
        return bool(found)

    await until(asked)
    number = found[0].summary.consultation
    assert found[0].summary.sender == "familie"
    answer = c.AnswerAnonymously(consultation=number, text=ADVICE)
    for who in ("Lise", "Berit"):
        assert await tasks(w, who, TaskKind.ANONYMOUS_QUESTION) == []
        listed: c.Questions = await w.ask(who, c.AnonymousQuestions())
        assert number not in {one.consultation for one in listed.questions}
        assert await refused(w, who, c.ReadQuestion(consultation=number)) == "AccessDenied"
        assert await refused(w, who, answer) == "AccessDenied"
    bad = answer.model_copy(update={"text": "Ring 90 01 23 45"})
    assert await refused(w, "Vigdis", bad) == "IdentifyingText"
    await w.ask("Vigdis", c.AnswerAnonymously(consultation=number, text=ADVICE))
    return number


async def the_log_has_the_advice_and_the_asker_a_task(w: World, log: str) -> None:
    async def told() -> bool:
        return await tasks(w, "Kari", TaskKind.ADVICE_GIVEN) == [log]

    await until(told)
    assert await tasks(w, "Tor", TaskKind.ADVICE_GIVEN) == []
    for who in ("Kari", "Tor", MOTHER):
        (lifted,) = (await w.read(who, log)).lifts
        assert (lifted.question.text, lifted.anonymous, lifted.to) == (QUESTION, True, "helsestasjon")
        assert [one.text for one in lifted.advice] == [ADVICE]
    when = datetime.combine(EVALUATE_ON, time(12), UTC)
    meeting = case.CallMeeting(
        stafettlogg=log, meeting=new_id(), starts_at=when, where="Rådhuset", agenda="Rådet vi fikk"
    )
    await w.ask("Kari", meeting, "familie")
    assert await tasks(w, "Kari", TaskKind.ADVICE_GIVEN) == []


async def nothing_that_is_sent_or_kept_there_leads_back(
    platform: Installation, number: str, known: tuple[str, ...]
) -> None:
    """Neither a letter, nor what the other service has kept, nor any fact holds an id that stands in the others."""
    operator = await platform.connect("operator")
    jetstream = operator.jetstream()
    last = (await jetstream.stream_info("SHD-familie_helsestasjon")).state.last_seq
    sent = [await jetstream.get_msg("SHD-familie_helsestasjon", n + 1, direct=True) for n in range(last)]
    await operator.close()
    ours = [orjson.loads(one.data or b"") for one in sent if number in (one.data or b"").decode()]
    assert [(one["sender"], one["to"]) for one in ours] == [("familie", "helsestasjon"), ("helsestasjon", "familie")]
    assert not [what for one in ours for what in (*known, QUESTION, ADVICE) if what in str(one)]
    connection = await platform.superuser("case_helsestasjon")
    kept = await connection.fetch("SELECT e::text AS told FROM shielded.events e WHERE stream = $1", number)
    facts = await connection.fetch("SELECT convert_from(body, 'UTF8') AS told FROM facts")
    await connection.close()
    assert len(kept) == 2
    assert not [what for row in kept for what in known if what in row["told"]]
    assert [row["told"] for row in facts if known[1] in row["told"]]
    ids = {number, *(one["id"] for one in ours)}
    assert not [one for row in facts for one in ids if one in row["told"]]
