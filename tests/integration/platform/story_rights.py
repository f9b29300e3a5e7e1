"""What a family asks about its own information, and how it is answered."""

from uuid import uuid4

from shared.contracts import case
from shared.contracts import consent as c
from tests.integration.platform.tale import SOON, Tale
from tests.waiting import until

HANDLERS = ("Siv", "Berit", "Arne", "Guro")


async def tell(tale: Tale) -> None:
    child, request = tale.child, str(uuid4())
    await tale.ask("Mother", c.RequestAccess(child=child, request=request))
    await tale.ask("Sunniva", c.OpenRights())
    await tale.ask("Sunniva", c.ExtendRight(child=child, request=request, reason=tale.words.text("Mye å lese")))
    for who in HANDLERS:
        held: case.AccessDraft = await tale.ask(who, case.ReadAccessDraft(child=child, request=request))
        first, *rest = [one.item.id for one in held.items] or [None]
        kept = (case.Withheld(item=first, basis=case.Basis.PVL_16_C),) if first else ()
        await tale.ask(who, case.DecideAccess(child=child, request=request, given=tuple(rest), withheld=kept))
    await until(lambda: _ready(tale))
    await _wrong(tale, request)
    await _left_alone(tale, request)
    await _all_of_it(tale)
    for owner in ("barnehage", "barnevern", "familie"):
        await tale.ask("Mother", case.ReadAccessPart(child=child, request=request), owner)
        await tale.ask("Mother", case.ReadOwnWords(child=child), owner)


async def _ready(tale: Tale) -> bool:
    mine: c.Rights = await tale.ask("Mother", c.ReadRights(child=tale.child))
    return mine.requests[0].ready


async def _all_of_it(tale: Tale) -> None:
    """Erasure is asked for, and the answer is no."""
    child, request = tale.child, str(uuid4())
    await tale.ask("Mother", c.RequestErasure(child=child, request=request))
    answer = tale.words.text("Det går en sak")
    await tale.ask("Sunniva", c.AnswerErasure(child=child, request=request, granted=False, answer=answer))
    mine: c.Rights = await tale.ask("Mother", c.ReadRights(child=child))
    (told,) = (one for one in mine.requests if one.right is c.Right.ERASURE)
    assert (told.ready, told.granted, told.answer) == (True, False, answer)


async def _wrong(tale: Tale, request: str) -> None:
    """One is corrected, one is not."""
    child = tale.child
    given: case.AccessPart = await tale.ask("Mother", case.ReadAccessPart(child=child, request=request), "barnehage")
    for what, answer in (("correction", case.AcceptRectification), ("reason", case.RefuseRectification)):
        wrong, text = str(uuid4()), tale.words.text("Feil")
        asking = case.AskRectification(child=child, request=wrong, item=given.items[0].id, text=text)
        await tale.ask("Mother", asking, "barnehage")
        told = {what: tale.words.text("Slik")}
        await tale.ask("Siv", answer(child=child, request=wrong, **told))
        await tale.ask("Mother", case.ReadRectifications(child=child), "barnehage")


async def _left_alone(tale: Tale, request: str) -> None:
    """What is refused; and what is restricted, and told to end."""
    child, ground, words = tale.child, case.RestrictionGround.ACCURACY, tale.words
    given: case.AccessPart = await tale.ask("Mother", case.ReadAccessPart(child=child, request=request), "barnehage")
    item = next(one.id for one in given.items if one.what == "observation-noted")
    for refused in (True, False):
        wish = str(uuid4())
        asking = case.AskRestriction(child=child, request=wish, item=item, ground=ground, text=words.text("Ikke"))
        await tale.ask("Mother", asking, "barnehage")
        of = {"child": child, "request": wish, "reason": words.text("Grunn")}
        if refused:
            await tale.ask("Siv", case.RefuseRestriction(**of, basis=case.NoRestriction.PVF_18_1))
            continue
        await tale.ask("Siv", case.SetRestriction(**of, ground=ground))
        await tale.ask("Siv", case.ReadRestrictions(child=child))
        await tale.ask("Siv", case.AnnounceLifting(**of, lift_on=SOON))
    await tale.ask("Mother", case.ReadRestrictions(child=child), "barnehage")
