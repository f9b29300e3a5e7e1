"""Sending the same again gives the same answer and changes nothing more."""

from shared.contracts import case, consent, notify
from shared.contracts.common import Command
from tests.integration.platform.examples import BY_SERVICES
from tests.integration.platform.stillness import Watch, tables
from tests.integration.platform.tale import Tale

ENDINGS = {case.CloseStafettlogg, case.AskReopening, case.ReopenStafettlogg, consent.WithdrawConsent}
ELSEWHERE = {consent.ChangeChoices, case.StorePiece}
"""Of the whole municipality, and of files, which are no events: test_choices and test_attachments repeat them."""
COMMANDS = {one for module in (case, consent, notify) for one in module.REQUESTS if issubclass(one, Command)}


async def test_every_command_sent_three_times_was_answered_alike(tale: Tale) -> None:
    """The tale itself compares the answers; its end is told in test_unseen. Receipts have tests of their own."""
    assert {type(command) for command in tale.commands} == COMMANDS - ENDINGS - BY_SERVICES - ELSEWHERE


async def test_every_command_had_its_effect_once(tale: Tale, watch: Watch) -> None:
    await watch.settled()
    caused: set[str] = set()
    for connection in watch.databases.values():
        for log in await tables(connection, "events"):
            assert await connection.fetchval(f"SELECT count(*) - count(DISTINCT event_id) FROM {log}") == 0
            caused |= {str(row["causation"]) for row in await connection.fetch(f"SELECT DISTINCT causation FROM {log}")}
    assert {str(command.id) for command in tale.commands} <= caused
