"""What stands around a family's yes: what opens nothing, answers on paper, a new look, sharing by law, break-glass."""

from datetime import UTC, datetime
from uuid import uuid4

from shared.contracts import consent as c
from shared.contracts.common import Actor, Role
from tests.integration.platform.tale import SOON, TODAY, Tale
from tests.waiting import until


async def tell(tale: Tale) -> None:
    await _answers_on_paper(tale)
    await tale.ask("Kari", c.ReviewConsent(child=tale.child, consent=tale.consents["barnehage"], needed=True))
    shared = c.RegisterSharingByLaw(
        child=tale.child, sharing="s-1", to="barnevern", legal_basis="bvl-13-4", categories=("notes",), on=TODAY,
        what=tale.words.text("Delt"),
    )  # fmt: skip
    await tale.ask("Kari", shared)
    await _care_of_another_child(tale)
    await _emergency(tale)
    await _erasure_that_is_not_carried_out(tale)


async def _emergency(tale: Tale) -> None:
    """Oda takes no part in the log. Of a child whose address is protected there is none, and she is told why."""
    now = tale.people["Oda"].model_copy(update={"shown_at": datetime.now(UTC)})
    why = tale.words.text("Barnet er falt ned og svarer ikke")
    opening = c.OpenInEmergency(child=tale.child, because=c.Cause.LIFE_OR_HEALTH, reason=why)
    if tale.grading:
        refused = await tale.portal.ask(opening, now)
        assert refused.code == "AccessDenied"
        assert "folkeregisterloven § 10-4" in refused.body.decode()
        return
    tale.people["Oda now"] = now
    await tale.ask("Oda now", opening)
    mine: c.Emergencies = await tale.ask("Oda", c.MyEmergencies(seen=tale.seen))
    tale.emergency = mine.emergencies[0].emergency
    assert (await tale.read("Oda")).child_name
    review = c.ReviewEmergency(
        child=tale.child, emergency=tale.emergency, justified=True, tell_family=True, note=tale.words.text("Riktig")
    )
    await tale.ask("Siv", review)


async def _answers_on_paper(tale: Tale) -> None:
    """To be filmed, which lets nobody in."""
    film = c.AskConsent(child=tale.child, services=("barnehage",), purpose="film", categories=(), expires_on=SOON)
    await tale.ask("Kari", film)
    known: c.Consents = await tale.ask("Mother", c.ReadConsents(child=tale.child))
    asked = next(view.consent for view in known.consents if view.purpose == "film")
    await tale.ask("Mother", c.PreviewAnswer(child=tale.child, consent=asked, answer=c.Said.YES))
    said = c.RegisterAnswer(
        child=tale.child, consent=asked, giver=tale.people["Mother"].id, answer=c.Said.YES, method=c.Method.MEETING,
        told_of_rights=True, said_freely=True, note=tale.words.text("I møte"),
    )  # fmt: skip
    await tale.ask("Kari", said)
    for form in c.Format:
        await tale.ask("Mother", c.ExportConsent(child=tale.child, consent=asked, format=form))


async def _care_of_another_child(tale: Tale) -> None:
    """For a day: nobody in this tale loses anything by it."""
    mark = uuid4().hex[:8]
    tale.people["Outside"] = Actor(id=f"p-{mark}-outside", role=Role.GUARDIAN, kommune="4999", owner="familie")
    words, child, parent = tale.words, f"c-{uuid4().hex[:8]}", f"p-{uuid4().hex[:8]}"
    entry = c.GuardianEntry(
        person=parent, person_name=words.line("Forelder"), birth_number=words.birth_number(), relation="mother",
        parental_responsibility=True,
    )  # fmt: skip
    number, outside = words.birth_number(), tale.people["Outside"].id
    other = entry.model_copy(update={"person": outside, "birth_number": number, "parental_responsibility": False})
    family = c.RegisterFamily(
        child=child, child_name=words.line("Barn"), birth_number=words.birth_number(), born=words.born,
        guardians=(entry, other), units=(("barnehage", "bekkelia"),),
    )  # fmt: skip
    await tale.tell(family, "consent")
    await _asked_without_foreldreansvar(tale, child)
    suspicion = c.RegisterSuspicion(child=child, guardian=parent, legal_basis="bvl-13-2", valid_from=TODAY)
    await tale.ask("Guro", suspicion)
    await tale.ask("Guro", c.LiftSuspicion(child=child, guardian=parent))
    await tale.ask("Guro", c.RegisterCareOrder(child=child, legal_basis="bvl-5-1", valid_from=TODAY))
    view: c.CareView = await tale.ask("Guro", c.ReadCare(child=child))
    assert view.care
    await tale.ask("Guro", c.EndCareOrder(child=child))


async def _asked_without_foreldreansvar(tale: Tale, child: str) -> None:
    request, words = str(uuid4()), tale.words
    listed: c.OwnChildren = await tale.ask("Outside", c.WhomIMayAskAbout(seen=tale.seen))
    assert [one.child for one in listed.children] == [child]
    await tale.ask("Outside", c.AskInformation(child=child, request=request, question=words.text("Hvordan går det")))
    decision = c.DecideInformation(
        child=child, request=request, legal_basis="bl-47", reason=words.text("Fordi"), answer=words.text("Fint")
    )
    await tale.ask("Siv", decision)
    mine: c.InformationRequests = await tale.ask("Outside", c.ReadInformation(child=child))
    assert mine.requests[0].decided


async def _erasure_that_is_not_carried_out(tale: Tale) -> None:
    """Before the log is archived: once it is, there is nothing to decide and so nothing to record."""
    await _log_heard_of(tale)
    child, why = tale.child, tale.words.text("Fordi")
    await tale.ask("Sunniva", c.DecideNothingToArchive(child=child, reason=why))
    proposed = await _proposed(tale)
    await tale.ask("Siv", c.ConfirmErasure(child=child, erasure=proposed))
    await tale.ask("Sunniva", c.CancelErasure(child=child, erasure=proposed, reason=why))
    await tale.ask("Sunniva", c.VetoErasure(child=child, erasure=await _proposed(tale), reason=why))
    await tale.ask("Sunniva", c.SetLegalHold(child=child, reason=why))
    await tale.ask("Sunniva", c.LiftLegalHold(child=child, reason=why))


async def _proposed(tale: Tale) -> str:
    why = tale.words.text("Bedt om")
    await tale.ask("Sunniva", c.ProposeErasure(child=tale.child, legal_basis="pvf-17-1", reason=why))
    view: c.ErasureView = await tale.ask("Sunniva", c.ReadErasure(child=tale.child))
    assert view.erasure
    return view.erasure


async def _log_heard_of(tale: Tale) -> None:
    read = c.ReadErasure(child=tale.child)
    await until(lambda: _unarchived(tale, read))


async def _unarchived(tale: Tale, read: c.ReadErasure) -> bool:
    view: c.ErasureView = await tale.ask("Sunniva", read)
    return view.unarchived == (tale.log,)
