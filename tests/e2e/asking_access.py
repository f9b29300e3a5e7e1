"""A family asks for access, and those whom the municipality has named go through what their services hold."""

from shared.contracts import case
from shared.contracts import consent as c
from shared.contracts.common import Id
from tests.e2e.world import World, new_id
from tests.waiting import until

HANDLERS = {"Siv": "barnehage", "Berit": "helsestasjon", "Arne": "ppt", "Guro": "barnevern"}
OWNERS = (*HANDLERS.values(), "familie")
BASIS = case.Basis.PVL_16_C


async def asked(w: World, who: str, child: Id) -> Id:
    """Everybody who must answer has it among their tasks. Returns the request."""
    request = new_id()
    await w.ask(who, c.RequestAccess(child=child, request=request))
    for handler in HANDLERS:
        await until(lambda handler=handler: has_task(w, handler, request))
    return request


async def has_task(w: World, who: str, request: Id) -> bool:
    found: case.Tasks = await w.ask(who, case.MyTasks())
    return any((task.kind, task.ref) == (case.TaskKind.ANSWER_ACCESS, request) for task in found.tasks)


async def draft(w: World, who: str, child: Id, request: Id) -> case.AccessDraft:
    found: case.AccessDraft = await w.ask(who, case.ReadAccessDraft(child=child, request=request))
    return found


async def decided(w: World, who: str, child: Id, request: Id, *withheld: str) -> None:
    """withheld: the kinds of items that are; `*` for all."""
    items = [one.item for one in (await draft(w, who, child, request)).items]
    kept = [one.id for one in items if one.what in withheld or "*" in withheld]
    await w.ask(
        who,
        case.DecideAccess(
            child=child, request=request, given=tuple(one.id for one in items if one.id not in kept),
            withheld=tuple(case.Withheld(item=one, basis=BASIS) for one in kept),
        ),
    )  # fmt: skip


async def ready(w: World, who: str, child: Id, request: Id) -> None:
    async def told() -> bool:
        mine: c.Rights = await w.ask(who, c.ReadRights(child=child))
        return next(one for one in mine.requests if one.request == request).ready

    await until(told)


async def part(w: World, who: str, child: Id, request: Id, owner: str) -> case.AccessPart:
    found: case.AccessPart = await w.ask(who, case.ReadAccessPart(child=child, request=request), owner)
    return found
