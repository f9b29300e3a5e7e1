"""The audit service is told who is near to a child, and nobody else is; each time is a row about the child."""

import asyncpg

from shared.contracts.common import Id
from shared.contracts.consent import Compared, CompareReaders, Near, Nearness, Reading, RegisterFamily
from tests.integration.consent.asking import Asker, Household, rows
from tests.servers import Installation

KARI, SIV = "p-96021c38", "p-1d039c87"  # Nes, and Berg, of the demo's staff


def about(child: Id, *readers: Id) -> CompareReaders:
    return CompareReaders(readings=tuple(Reading(reader=reader, child=child) for reader in readers))


async def test_only_that_somebody_is_near_is_told(
    installation: Installation, register: Asker, services: dict[str, Asker], database: asyncpg.Connection
) -> None:
    home = Household.new()
    told = home.told().model_dump() | {"child_name": "Barnet Berg Nes"}
    await register.ask(RegisterFamily.model_validate(told))
    asking = about(home.child, KARI, SIV, "p-unknown")
    async with Asker.of(installation, "audit") as audit:
        found: Compared = await audit.client.ask(asking, owner="audit", actor=audit.itself)
        nobody: Compared = await audit.client.ask(about("c-nobody", KARI), owner="audit", actor=audit.itself)
    assert found.near == (Near(reader=KARI, child=home.child, how=Nearness.SURNAME),)
    assert nobody.near == ()
    made = await rows(database, "compare-readers", home.child)
    assert [(row.actor.owner, row.resources, row.policies) for row in made] == [
        ("audit", (reader,), ("T04-kontrollen-sammenligner",)) for reader in (KARI, SIV, "p-unknown")
    ]
    assert await services["ppt"].refusal(asking) == "AccessDenied"
