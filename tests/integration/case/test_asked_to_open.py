"""A family's yes asks whoever wanted it to open a stafettlogg, unless there is one."""

from shared.contracts.case import TaskKind
from tests.integration.case.desks import desks
from tests.servers import Installation
from tests.unit.case.log import opened, teacher


async def test_a_yes_asks_for_a_log_until_one_is_open(system: Installation) -> None:
    async with desks(system) as at:
        await at.said_yes("ppt", teacher)
        assert await at.waiting() == [("teacher", TaskKind.OPEN_LOG)]
        await at.happened(opened)
        assert await at.waiting() == []
        await at.said_yes("helsestasjon", teacher)
        assert await at.waiting() == []


async def test_a_yes_that_is_heard_of_after_the_opening_asks_for_nothing(system: Installation) -> None:
    """As where JetStream was lost, and each owner sends its log again at its own pace."""
    async with desks(system) as at:
        await at.happened(opened)
        await at.said_yes("ppt", teacher)
        assert await at.waiting() == []
