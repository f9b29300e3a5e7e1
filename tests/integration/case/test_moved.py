"""A superuser of the database who moves what is sealed makes it unreadable, and never readable as something else."""

import pytest

from shared.contracts import case
from tests.e2e.world import new_id, refused, world
from tests.servers import Installation

SEEN = ("Hviler mye", "Ler høyt")
MOVES = {
    "to another child's event": "UPDATE events SET sealed = o.sealed, key_id = o.key_id",
    "under this child's key": "UPDATE events SET sealed = o.sealed",
    "with the whole row's data": "UPDATE events SET sealed = o.sealed, key_id = o.key_id, data = o.data",
}


@pytest.mark.parametrize("how", MOVES)
async def test_what_is_moved_opens_no_more(platform: Installation, how: str) -> None:
    async with world(platform) as w:
        written = []
        for child, seen in zip(("Noor", "Emil"), SEEN, strict=True):
            written.append(new_id())
            observation = case.Observation(seen=seen)
            await w.ask(
                "Kari",
                case.RegisterConcern(case=written[-1], child=w.child(child).id, observations=(observation,)),
            )
        first, second = written
        view: case.CaseView = await w.ask("Kari", case.ReadCase(case=first, seen=w.seen))
        assert SEEN[0] in view.model_dump_json()

        superuser = await platform.superuser("case_barnehage")
        where = "FROM events o WHERE events.stream = $1 AND o.stream = $2 AND events.version = 1 AND o.version = 1"
        await superuser.execute(f"{MOVES[how]} {where}", first, second)
        await superuser.close()
        assert await refused(w.ask("Kari", case.ReadCase(case=first))) == "InternalError"
        untouched: case.CaseView = await w.ask("Kari", case.ReadCase(case=second))
        assert SEEN[1] in untouched.model_dump_json()
