"""What a kindergarten sees, asks the parents about, decides and tries, before anybody else is asked in."""

from datetime import UTC, datetime
from uuid import uuid4

from shared.contracts import case
from tests.integration.platform.tale import SOON, TODAY, Tale, Words

LATER = datetime(TODAY.year + 1, 1, 15, 12, tzinfo=UTC)


async def tell(tale: Tale) -> None:
    await _wonder(tale)
    await _talk(tale)
    await _try(tale)
    await _look(tale)


def _seen(words: Words) -> case.Observation:
    return case.Observation(
        seen=words.text("Sett"), where=words.place("Sett"), since=words.line("Siden"), said=words.text("Sa"),
        around=words.text("Rundt"),
    )  # fmt: skip


async def _wonder(tale: Tale) -> None:
    words, note = tale.words, str(uuid4())
    await tale.ask("Kari", case.NoteObservation(note=note, child=tale.child, observation=_seen(words)))
    concern = case.RegisterConcern(
        case=tale.concern, child=tale.child, observations=(_seen(words), _seen(words)), notes=(note,), worry=3,
        interpretation=words.text("Kanskje"),
    )  # fmt: skip
    await tale.ask("Kari", concern)
    await tale.ask("Kari", case.AnswerAcute(case=tale.concern, acute=False))
    await tale.ask("Kari", case.AddObservation(case=tale.concern, observation=_seen(words)))
    await tale.ask("Kari", case.ShareConcern(case=tale.concern))


async def _talk(tale: Tale) -> None:
    words, parents = tale.words, (tale.people["Mother"].id, tale.people["Father"].id)
    sheet = case.PrepareConversation(
        case=tale.concern, episodes=(words.text("Da"),), questions=(words.line("Hva"),), phrases=(words.line("Vi"),),
        parents_may_wish=words.text("Kanskje"), interpreter=words.line("Tolk"),
    )  # fmt: skip
    await tale.ask("Kari", sheet)
    off = str(uuid4())
    for invitation in (off, tale.invitation):
        invited = case.InviteToConversation(
            case=tale.concern, invitation=invitation, meets_at=LATER, place=words.place("Samtale"),
            message=words.text("Kom"), guardians=parents,
        )  # fmt: skip
        await tale.ask("Kari", invited)
    await tale.ask("Kari", case.CancelConversation(case=tale.concern, invitation=off))
    own = case.PrepareForConversation(
        invitation=tale.invitation, works_well=words.text("Godt"), wondering=words.text("Hvorfor"),
        wishes=words.text("Helst"), interpreter=words.line("Tolk"),
    )  # fmt: skip
    await tale.ask("Mother", own, "barnehage")
    seen: case.Conversations = await tale.ask("Mother", case.MyConversations(), "barnehage")
    assert words.core in str(seen)
    talk = case.RecordConversation(
        case=tale.concern, held_on=TODAY, parents_view=words.text("De"), childs_view=words.text("Barnet"),
        not_heard_because=words.text("Ikke"), parents_worry=2, childs_worry=1,
    )  # fmt: skip
    await tale.ask("Kari", talk)


async def _try(tale: Tale) -> None:
    words, measure, of = tale.words, str(uuid4()), {"case": tale.concern}
    why = {"reason": words.text("Fordi"), "not_reported_because": words.text("Nei")}
    await tale.ask("Siv", case.DecideCase(**of, outcome=case.Outcome.LEVEL_1, **why))
    agreed = case.AgreeOwnMeasure(
        **of, measure=measure, whose=case.Whose.CHILD, title=words.line("Tiltak"), description=words.text("Slik"),
        goal=words.text("Mål"), responsible=tale.people["Kari"].id, evaluate_on=SOON,
    )  # fmt: skip
    await tale.ask("Kari", agreed)
    evaluated = case.EvaluateOwnMeasure(
        **of, measure=measure, effect=case.Effect.SOME, seen=words.text("Bedre"), childs_view=words.text("Barnet"),
        not_heard_because=words.text("Ikke"), parents_view=words.text("De"), next=case.OwnNext.CHANGED,
        changed=words.text("Nytt"), evaluate_on=SOON,
    )  # fmt: skip
    await tale.ask("Kari", evaluated)
    await tale.ask("Siv", case.EndLevelOne(**of, outcome=case.Outcome.LEVEL_2, **why))


async def _look(tale: Tale) -> None:
    await tale.ask("Kari", case.MyChildren(seen=tale.seen))
    await tale.ask("Kari", case.ReadChild(child=tale.child))
    view: case.CaseView = await tale.ask("Siv", case.ReadCase(case=tale.concern, seen=tale.seen))
    assert tale.words.core in view.steps[0].text["observations"]
