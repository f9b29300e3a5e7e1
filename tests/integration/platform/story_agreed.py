"""What is agreed, tried, talked over and heard in an open stafettlogg. Kari holds the baton."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from shared.contracts import case
from shared.contracts.common import Request
from tests.integration.platform.tale import SOON, TODAY, Tale

LATER = datetime(TODAY.year + 1, 1, 15, 12, tzinfo=UTC)


async def tell(tale: Tale) -> None:
    await _join(tale)
    await _hope(tale)
    await _try(tale)
    await _hear(tale)
    await _meet(tale)
    await _weigh(tale)


async def _in_log(tale: Tale, who: str, kind: type[Request], **told: Any) -> None:
    await tale.spine(who, kind.model_validate({"stafettlogg": tale.log, **told}))


async def _join(tale: Tale) -> None:
    """A colleague comes and goes, one is away and comes back, and a leader moves the baton."""
    words, kari, tor, amir = tale.words, *(tale.people[who].id for who in ("Kari", "Tor", "Amir"))
    await _in_log(tale, "Kari", case.InviteColleague, owner="barnehage", person=amir)
    await _in_log(tale, "Amir", case.AcceptInvitation, participant_name=words.line("Amir"))
    await _in_log(tale, "Amir", case.LeaveStafettlogg)
    await _in_log(tale, "Mother", case.NudgeService, owner="ppt")
    await _in_log(tale, "Tor", case.SetAbsence, person=tor, first=TODAY, last=SOON)
    await _in_log(tale, "Tor", case.EndAbsence, person=tor)
    await _in_log(tale, "Siv", case.AppointHolder, to=tor, reason=words.text("Syk"))
    await _in_log(tale, "Tor", case.OfferBaton, to=kari)
    await _in_log(tale, "Kari", case.AcceptBaton)


async def _hope(tale: Tale) -> None:
    words, goal = tale.words, str(uuid4())
    await _in_log(tale, "Kari", case.ChangeAttention, attention=words.text("Om"))
    await _in_log(tale, "Kari", case.AddGoal, goal=goal, text=words.text("Mål"))
    await _in_log(tale, "Kari", case.ChangeGoal, goal=goal, text=words.text("Mål"))
    await _in_log(tale, "Kari", case.EndGoal, goal=goal, reached=True, reason=words.text("Nådd"))


async def _try(tale: Tale) -> None:
    words, proposed, tor = tale.words, str(uuid4()), tale.people["Tor"].id
    said = {"title": words.line("Tiltak"), "description": words.text("Slik")}
    await _in_log(tale, "Mother", case.ProposeMeasure, measure=proposed, **said)
    await _in_log(tale, "Kari", case.DeclineMeasure, measure=proposed, reason=words.text("Nei"))
    terms = {"measure": tale.measure, "responsible": tor, "evaluate_on": SOON}
    await _in_log(tale, "Kari", case.AgreeMeasure, **terms, **said)
    await _in_log(tale, "Tor", case.ChangeMeasure, **terms, **said)
    views = {"childs_view": words.text("Barnet"), "parents_view": words.text("De")}
    tried = {"measure": tale.measure, "effect": "some", "happened": words.text("Slik"), **views}
    await _in_log(tale, "Tor", case.EvaluateMeasure, **tried)
    await _in_log(tale, "Tor", case.ContinueMeasure, measure=tale.measure, evaluate_on=SOON)
    await _in_log(tale, "Tor", case.EvaluateMeasure, **tried)
    await _in_log(tale, "Tor", case.EndMeasure, measure=tale.measure, reason=words.text("Nok"))


async def _hear(tale: Tale) -> None:
    words = tale.words
    await _in_log(tale, "Kari", case.AppointVoice, person=tale.people["Tor"].id)
    await _in_log(tale, "Tor", case.RecordVoice, heard_on=TODAY, said=words.text("Gøy"), how=words.line("Tegnet"))
    newest = (await tale.read("Father")).entries[0].id
    await _in_log(tale, "Father", case.Disagree, entry=newest, text=words.text("Uenig"))


async def _meet(tale: Tale) -> None:
    words, off, (kari, tor) = tale.words, str(uuid4()), (tale.people["Kari"].id, tale.people["Tor"].id)
    terms = {"starts_at": LATER, "where": words.place("Møte"), "agenda": words.text("Om")}
    await _in_log(tale, "Kari", case.CallMeeting, meeting=off, **terms)
    await _in_log(tale, "Kari", case.CancelMeeting, meeting=off, reason=words.text("Syk"))
    agreed = {
        "measure": str(uuid4()), "title": words.line("Tiltak"), "description": words.text("Slik"), "responsible": tor,
        "evaluate_on": SOON,
    }  # fmt: skip
    await _in_log(
        tale, "Kari", case.RecordMeeting, meeting=tale.meeting, held_on=TODAY, present=(kari, tor), evaluation=True,
        minutes=words.text("Enige"), without_voice_because=words.text("Ikke"), measures=(agreed,),
        next_meeting={"meeting": str(uuid4()), **terms}, suggested_level=3,
    )  # fmt: skip
    await _in_log(tale, "Kari", case.CorrectMinutes, meeting=tale.meeting, minutes=words.text("Enige"))
    await _in_log(tale, "Mother", case.ConfirmMinutes, meeting=tale.meeting, edition=2)


async def _weigh(tale: Tale) -> None:
    words, lift = tale.words, str(uuid4())
    plan = {"entitled": True, "wanted": False, "reason": words.text("Nei")}
    await _in_log(tale, "Kari", case.ConsiderIndividualPlan, **plan)
    await _in_log(tale, "Kari", case.ChangeLevel, level=3, reason=words.text("Mer"), plan=plan)
    lifted = {"lift": lift, "question": words.text("Hva"), "known": (words.line("Nabo"),)}
    await _in_log(tale, "Kari", case.LiftToCoordination, **lifted)
    await _in_log(tale, "Kari", case.RecordAdvice, lift=lift, advice=words.text("Slik"))
    moving = {"to": tale.people["Lise"].id, "on": SOON, "reason": words.text("Skole")}
    await _in_log(tale, "Kari", case.OfferTransition, **moving)
    await _in_log(tale, "Lise", case.DeclineBaton)
