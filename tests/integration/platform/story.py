"""One family's story, told with every request there is."""

from uuid import uuid4

from shared.contracts import audit, case, consent, notify
from shared.contracts.case import Kind
from shared.contracts.common import SHARED_CATEGORIES, Category
from tests.answers import answered
from tests.integration.platform import (
    story_agreed,
    story_casework,
    story_consent,
    story_question,
    story_report,
    story_rights,
)
from tests.integration.platform.tale import SOON, Tale


async def tell(tale: Tale) -> None:
    """Up to an open log with three services and the family in it; barnevern is never let in."""
    await _register(tale)
    await story_casework.tell(tale)
    await _consent(tale)
    await _share(tale)
    await story_agreed.tell(tale)
    await _write(tale)
    await story_consent.tell(tale)
    await tale.spine("Kari", case.RequestArchive(stafettlogg=tale.log))  # nothing is left to decide about it then
    await _pass(tale)
    await _look(tale)
    await story_report.tell(tale)
    await story_question.tell(tale)
    await story_rights.tell(tale)


async def _register(tale: Tale) -> None:
    words, guardians = tale.words, [tale.people["Mother"], tale.people["Father"]]
    entries = tuple(
        consent.GuardianEntry(
            person=guardian.id, person_name=words.line("Forelder"), birth_number=words.birth_number(),
            relation=relation, parental_responsibility=True,
        )
        for guardian, relation in zip(guardians, ("mother", "father"), strict=True)
    )  # fmt: skip
    family = consent.RegisterFamily(
        child=tale.child, child_name=words.line("Barn"), birth_number=words.birth_number(), born=words.born,
        guardians=entries, units=(("barnehage", "bekkelia"),), grading=tale.grading,
    )  # fmt: skip
    await tale.tell(family, "consent")
    household = case.Household(
        guardians=(words.line("Foresatt"),), addresses=(words.place("Hjem"),), phones=(words.place("Telefon"),)
    )
    enrolled = case.EnrolChild(
        child=tale.child, unit="bekkelia", child_name=words.line("Barn"), born=words.born, household=household
    )
    await tale.tell(enrolled, "barnehage")
    for guardian in guardians:
        await tale.tell(notify.RegisterContact(person=guardian.id, email=words.email()), "notify")


async def _consent(tale: Tale) -> None:
    asked = consent.AskConsent(
        child=tale.child, services=("helsestasjon", "ppt"), categories=SHARED_CATEGORIES, expires_on=SOON
    )
    await tale.ask("Kari", asked)
    for who in ("Mother", "Father"):
        await tale.ask(who, consent.MyFamily(seen=tale.seen))
        known: consent.Consents = await tale.ask(who, consent.ReadConsents(child=tale.child))
        tale.consents = {view.service: view.consent for view in known.consents}
        for one in known.mine:
            await tale.ask(who, answered(tale.child, one))


async def _share(tale: Tale) -> None:
    words = tale.words
    opening = case.OpenStafettlogg(
        stafettlogg=tale.log, child=tale.child, attention=words.text("Om"), goal=words.text("Mål"),
        opener_name=words.line("Kari"),
    )  # fmt: skip
    await tale.spine("Kari", opening)
    for service, who in (("ppt", "Tor"), ("helsestasjon", "Lise")):
        invitation = case.InviteService(stafettlogg=tale.log, invited=service)
        await tale.spine("Kari", invitation)
        if who == "Lise":
            await tale.spine(who, case.DeclineInvitation(stafettlogg=tale.log))
            await tale.spine("Kari", case.InviteService(stafettlogg=tale.log, invited=service))
        await tale.spine(who, case.AcceptInvitation(stafettlogg=tale.log, participant_name=words.line(who)))


async def _write(tale: Tale) -> None:
    contributions = (
        ("Tor", Kind.ASSESSMENT, Category.ASSESSMENTS), ("Lise", Kind.NOTE, Category.HEALTH),
        ("Mother", Kind.LYSGLIMT, Category.NOTES), ("Kari", Kind.NOTE, Category.NOTES),
    )  # fmt: skip
    for who, kind, category in contributions:
        await tale.read(who)
        tale.written.append(str(uuid4()))
        text = case.WriteContribution(
            contribution=tale.written[-1], stafettlogg=tale.log, kind=kind, category=category,
            text=tale.words.text(who),
        )  # fmt: skip
        await tale.ask(who, text)
    await _amend(tale, tale.written[-1])
    copied = case.RecordInOwnJournal(stafettlogg=tale.log, item=tale.written[1], basis="journalplikt")
    await tale.spine("Lise", copied)


async def _amend(tale: Tale, contribution: str) -> None:
    corrected = case.CorrectContribution(contribution=contribution, text=tale.words.text("Rettet"))
    await tale.ask("Kari", corrected)
    await tale.ask("Siv", case.ReadContribution(contribution=contribution))
    reason = tale.words.text("Enda en gang")
    await tale.ask("Kari", case.RetractContribution(contribution=contribution, reason=reason))


async def _pass(tale: Tale) -> None:
    lise = tale.people["Lise"].id
    await tale.spine("Kari", case.OfferBaton(stafettlogg=tale.log, to=lise))
    await tale.spine("Kari", case.WithdrawBatonOffer(stafettlogg=tale.log))
    await tale.spine("Kari", case.OfferBaton(stafettlogg=tale.log, to=lise))
    await tale.spine("Lise", case.DeclineBaton(stafettlogg=tale.log))
    await tale.spine("Kari", case.OfferBaton(stafettlogg=tale.log, to=lise))
    await tale.spine("Lise", case.AcceptBaton(stafettlogg=tale.log))


async def _look(tale: Tale) -> None:
    for who in ("Kari", "Tor", "Lise", "Mother", "Father"):
        view = await tale.read(who)
        assert tale.words.core in view.attention
        await tale.ask(who, case.MyLogs(seen=tale.seen))
        await tale.ask(who, case.MyTasks())
        await tale.ask(who, notify.MyNotices())
    await tale.ask("Tor", case.WhyClosed(stafettlogg=tale.log))
    await tale.ask("Tor", case.PreviewAudience(stafettlogg=tale.log, category=Category.NOTES))
    await tale.ask("Sunniva", audit.SearchAudit(child=tale.child))


async def end(tale: Tale) -> None:
    """A parent closes the log and wants it back, the other withdraws a consent, and it is closed for good."""
    words = tale.words
    await tale.spine("Mother", case.CloseStafettlogg(stafettlogg=tale.log, reason=words.text("Ferdig")))
    await tale.spine("Mother", case.AskReopening(stafettlogg=tale.log, reason=words.text("Likevel")))
    await tale.spine("Kari", case.ReopenStafettlogg(stafettlogg=tale.log, opener_name=words.line("Kari")))
    await tale.ask("Father", consent.WithdrawConsent(child=tale.child, consent=tale.consents["ppt"]))
    await tale.spine("Mother", case.CloseStafettlogg(stafettlogg=tale.log, reason=words.text("Ferdig")))
