"""A question goes to barnevernet and the answer comes back; barnevernet has nothing that leads to the child."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import UUID, uuid4

import orjson

from shared.contracts import case
from shared.contracts.case import consultation as c
from shared.contracts.case.guide import StepState
from shared.contracts.case.tasks import TaskKind
from tests.e2e.world import World, new_id, world
from tests.integration.case.consulting import (
    ADVICE,
    MOTHERS_NAME,
    NAME,
    QUESTION,
    STREET,
    enrolled,
    has_child,
    refused,
    waiting,
)
from tests.servers import Installation
from tests.unit.consent.world import synthetic
from tests.waiting import until

NEIGHBOUR = "Torleif Kvamsøy"


@asynccontextmanager
async def bekkelia(platform: Installation) -> AsyncIterator[tuple[World, str, str]]:
    """The world, a child, and Kari's undring about it."""
    child = await enrolled(platform, "barnehage", "bekkelia", (500, 501), "4999")
    async with world(platform) as w:
        concern = new_id()
        seen = (case.Observation(seen="Gråter når hun hentes"),)
        await until(lambda: has_child(w, "Kari", child))
        await w.ask("Kari", case.RegisterConcern(case=concern, child=child, observations=seen, acute=False))
        await until(lambda: has_case(w, concern))
        yield w, child, concern


async def has_case(w: World, concern: str) -> bool:
    mine: case.Children = await w.ask("Kari", case.MyChildren())
    return concern in {one.case for one in mine.children}


def question(
    number: str, child: str, text: str = QUESTION, *, confirmed: bool = False, case: str | None = None
) -> c.AskAnonymously:
    return c.AskAnonymously(
        consultation=number, to="barnevern", child=child, case=case,
        question=text, known=(NEIGHBOUR,), confirmed=confirmed,
    )  # fmt: skip


async def test_a_question_is_asked_and_answered_and_leads_nowhere(platform: Installation) -> None:
    async with bekkelia(platform) as (w, child, concern):
        number = str(uuid4())
        await what_leads_to_the_child_is_not_sent(w, number, child)
        await w.ask("Kari", question(number, child, case=concern))
        await barnevernet_answers(w, number)
        await the_asker_reads_it(w, number, child, concern)
        await nobody_else_finds_it(w, number, child)
        await nothing_at_barnevernet_leads_to_the_child(platform, number, (child, concern, NAME, MOTHERS_NAME, STREET))
        await no_letter_tells_who_or_when(platform, number, (child, concern, w.people["Kari"].id, "bekkelia", QUESTION))


async def what_leads_to_the_child_is_not_sent(w: World, number: str, child: str) -> None:
    of_household = ("Tuvas mor ringer", "Fru Stavsetmyr er redd", f"Ved {STREET}", "Ring 20 - 99: 88,77")
    for text in (*of_household, "Kvamsøy så det", f"Nr. {synthetic(500)}", "Ring 90 01 23 45"):
        looked: c.TextCheck = await w.ask("Kari", c.CheckQuestion(child=child, question=text, known=(NEIGHBOUR,)))
        assert (len(looked.found) >= 1, looked.sendable) == (True, False), text
        assert await refused(w, "Kari", question(number, child, text, confirmed=True)) == "IdentifyingText"
    assert await refused(w, "Kari", question(number, child, "Vi er på Bekkelia")) == "PerhapsIdentifyingText"
    assert await refused(w, "Kari", question(number, "c-made-up")) == "AccessDenied"
    assert await refused(w, "Kari", question(number, child, case="made-up")) == "AccessDenied"


async def barnevernet_answers(w: World, number: str) -> None:
    await until(lambda: waiting(w, "Hanne", TaskKind.ANONYMOUS_QUESTION, number))
    view: c.QuestionView = await w.ask("Hanne", c.ReadQuestion(consultation=number))
    assert (view.question, view.summary.sender, view.answers) == (QUESTION, "barnehage", ())
    bad = c.AnswerAnonymously(consultation=number, text="Ring meg på 90 01 23 45", confirmed=True)
    assert await refused(w, "Hanne", bad) == "IdentifyingText"
    await w.ask("Hanne", c.AnswerAnonymously(consultation=number, text=ADVICE))
    assert not await waiting(w, "Hanne", TaskKind.ANONYMOUS_QUESTION, number)
    listed: c.Questions = await w.ask("Hanne", c.AnonymousQuestions(seen=w.seen))
    assert [one.answered for one in listed.questions if one.consultation == number] == [True]


async def the_asker_reads_it(w: World, number: str, child: str, concern: str) -> None:
    await until(lambda: waiting(w, "Kari", TaskKind.ANONYMOUS_ANSWER, number))
    assert not await waiting(w, "Amir", TaskKind.ANONYMOUS_ANSWER, number)
    view: c.ConsultationView = await w.ask("Kari", c.ReadConsultation(consultation=number))
    assert (view.question, [one.text for one in view.answers]) == (QUESTION, [ADVICE])
    assert (view.summary.child, view.summary.child_name, view.summary.case) == (child, NAME, concern)
    await w.ask("Kari", c.EndConsultation(consultation=number))
    assert not await waiting(w, "Kari", TaskKind.ANONYMOUS_ANSWER, number)
    for who, mine in (("Kari", True), ("Siv", False)):
        listed: c.Consultations = await w.ask(who, c.MyConsultations(seen=w.seen))
        found = [one for one in listed.consultations if one.consultation == number]
        assert [(one.stage, one.mine) for one in found] == [(c.ConsultationStage.ENDED, mine)]
    for who, state in (("Kari", StepState.DONE), ("Siv", StepState.DONE), ("Amir", StepState.MISSING)):
        guide: case.Guide = await w.ask(who, case.ReadGuide(case=concern))
        assert [one.state for one in guide.steps if one.step == "droft-anonymt"] == [state], who


async def nobody_else_finds_it(w: World, number: str, child: str) -> None:
    for who in ("Amir", "Oda"):
        assert await refused(w, who, c.ReadConsultation(consultation=number)) == "AccessDenied"
    assert await refused(w, "Siv", c.EndConsultation(consultation=number)) == "AccessDenied"
    for request in (c.ReadConsultation(consultation=number), c.MyConsultations()):
        assert await refused(w, "Hanne", request, "barnehage") == "AccessDenied"
    assert await refused(w, "Kari", c.ReadQuestion(consultation=number), "barnevern") == "AccessDenied"
    assert await refused(w, "Tor", question(str(uuid4()), child), "barnehage") == "AccessDenied"


async def nothing_at_barnevernet_leads_to_the_child(
    platform: Installation, number: str, known: tuple[str, ...]
) -> None:
    """Every row of every table there, as text; and nobody stands as the one who asked."""
    connection = await platform.superuser("case_barnevern")
    tables = await connection.fetch(
        "SELECT table_schema, table_name FROM information_schema.tables "
        "WHERE table_schema IN ('public', 'shielded') AND table_type = 'BASE TABLE'"
    )
    seen = 0
    for schema, table in tables:
        rows = await connection.fetch(f'SELECT t::text AS told FROM "{schema}"."{table}" t')
        seen += sum(number in row["told"] for row in rows)
        assert not [one for one in known for row in rows if one in row["told"]], table
        assert not [one for one in known for row in rows if one.encode().hex() in row["told"]], table
    told = await connection.fetch("SELECT child, convert_from(actor, 'UTF8') AS actor FROM shielded.events "
                                  "WHERE stream = $1 ORDER BY version", number)  # fmt: skip
    await connection.close()
    assert seen
    assert [row["child"] for row in told] == [number, number]
    assert [orjson.loads(row["actor"])["owner"] for row in told] == ["barnevern", "barnevern"]


async def no_letter_tells_who_or_when(platform: Installation, number: str, known: tuple[str, ...]) -> None:
    operator = await platform.connect("operator")
    jetstream = operator.jetstream()
    last = (await jetstream.stream_info("SHD-barnehage")).state.last_seq
    sent = [await jetstream.get_msg("SHD-barnehage", n + 1, direct=True) for n in range(last)]
    await operator.close()
    ours = [one for one in sent if number in (one.data or b"").decode()]
    assert len(ours) == 2
    for one in ours:
        whole = f"{one.subject} {(one.data or b'').decode()} {one.headers}"
        assert not [what for what in known if what in whole]
        letter = orjson.loads(one.data or b"")
        assert set(letter) == {"id", "kommune", "sender", "to", "position", "report", "kind", "at", "parcel"}
        at = datetime.fromisoformat(letter["at"])
        assert (at.hour, at.minute, at.second, at.microsecond) == (0, 0, 0, 0)
        assert datetime.fromtimestamp((UUID(letter["id"]).int >> 80) / 1000, UTC) == at
