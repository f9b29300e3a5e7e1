"""A question to barnevernet about the child, who cannot be found by it."""

from uuid import uuid4

from shared.contracts.case import consultation
from tests.integration.platform.tale import Tale, Words, letters
from tests.waiting import until


async def _harmless(tale: Tale, known: str) -> Words:
    """Words in which nothing happens to look like a name."""
    for _ in range(50):
        told = tale.question.text("Hva gjør vi? Snakk med dem.")
        asking = consultation.CheckQuestion(child=tale.child, question=told, known=(known,))
        checked: consultation.TextCheck = await tale.ask("Kari", asking)
        if checked.sendable:
            return tale.question
        tale.question = Words(core=letters())
    raise AssertionError("whatever is asked is refused")


async def tell(tale: Tale) -> None:
    known, asked = tale.known.line("Navn"), str(uuid4())
    words = await _harmless(tale, known)
    question = consultation.AskAnonymously(
        consultation=asked, to="barnevern", child=tale.child, case=tale.concern, question=words.text("Hva gjør vi?"),
        known=(known,),
    )  # fmt: skip
    await tale.ask("Kari", question)

    async def come() -> bool:
        found: consultation.Questions = await tale.ask("Hanne", consultation.AnonymousQuestions())
        return asked in {one.consultation for one in found.questions}

    await until(come)
    read: consultation.QuestionView = await tale.ask("Hanne", consultation.ReadQuestion(consultation=asked))
    assert words.core in read.question
    await tale.ask("Hanne", consultation.AnswerAnonymously(consultation=asked, text=words.text("Snakk med dem.")))

    async def answered() -> bool:
        found: consultation.ConsultationView = await tale.ask("Kari", consultation.ReadConsultation(consultation=asked))
        return bool(found.answers)

    await until(answered)
    await tale.ask("Kari", consultation.EndConsultation(consultation=asked))
    await tale.ask("Kari", consultation.MyConsultations())
