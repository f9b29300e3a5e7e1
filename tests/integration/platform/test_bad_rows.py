"""Rubbish where audit rows, letters to barnevernet and redriven messages go: it is left out, and stops nobody."""

from collections.abc import Awaitable, Callable

import pytest

from shared.contracts.case import report
from shared.wire import Message
from tests.integration.platform.asking import Hand, hand
from tests.integration.platform.saying import KOMMUNE, Speaker, moved
from tests.integration.platform.stillness import Watch, changed, done
from tests.integration.platform.tale import Tale
from tests.servers import Installation
from tests.waiting import until

LARGE = 900_000
BODIES = (b"", b"{", b"\xff\xfe\x00", b"null", b"[]", b"[" * 100_000, b'{"id": "x"}', b"x" * LARGE)


@pytest.fixture(scope="module")
def attacker(speakers: dict[str, Speaker]) -> Speaker:
    """Has taken over a service, with its real credentials."""
    return speakers["case-barnehage"]


def rubbish(attacker: Speaker, subject: str) -> list[Message]:
    """Signed and no message; a message and not its own; none of either."""
    proper = attacker.signed(b"{}", subject)
    stolen = (
        moved(proper, producer="case-ppt"), moved(proper, position=0), moved(proper, signature=b""),
        moved(proper, body=b"{ }"), moved(proper, subject=subject.replace(KOMMUNE, "0000")),
    )  # fmt: skip
    return [*(attacker.signed(body, subject) for body in BODIES), *stolen]


async def unmoved(watch: Watch, attacker: Speaker, subject: str, arrived: Callable[[], Awaitable[object]]) -> None:
    before = await watch.contents()
    for message in rubbish(attacker, subject):
        await attacker.say(message)
    await attacker.bare(subject, b"\xff")
    await until(arrived)
    assert changed(before, await watch.contents()) == set()


async def test_what_is_no_audit_row_is_left_out_and_the_next_one_arrives(
    watch: Watch, attacker: Speaker, portal: Hand, tale: Tale
) -> None:
    async def arrived() -> bool:
        return await _reached(watch, "audit", "checkpoints", "intake") >= await watch.last("AUD")

    await unmoved(watch, attacker, f"aud.{KOMMUNE}.barnehage", arrived)
    before = await watch.contents()
    await portal.ask(report.MyReports(), tale.people["Kari"])
    assert done(before, await watch.contents()) == set()


async def test_what_is_no_letter_to_barnevernet_is_left_out(watch: Watch, attacker: Speaker) -> None:
    async def arrived() -> bool:
        reached = await _reached(watch, "case_barnevern", "shielded.checkpoints", "shielded-barnehage")
        return reached >= await watch.last("SHD-barnehage")

    await unmoved(watch, attacker, f"shd.{KOMMUNE}.barnehage.barnevern.report.made-up.v1", arrived)


@pytest.mark.parametrize("identity", ["notify", "case-familie"])
async def test_what_is_no_fact_cannot_be_driven_again(ground: Installation, watch: Watch, identity: str) -> None:
    before = await watch.contents()
    async with hand(ground, "operator") as operator:
        for body in BODIES:
            answer = await operator.send(f"redrive.{identity}", body, None)
            assert answer.code == "InternalError"
            answer = await operator.send(f"redrive.{identity}", body, None, **{"Stafett-Original-Subject": "evt.x"})
            assert answer.code == "InternalError"
    assert changed(before, await watch.contents()) == set()


async def _reached(watch: Watch, database: str, table: str, name: str) -> int:
    """0: it has read nothing yet."""
    return await watch.databases[database].fetchval(f"SELECT position FROM {table} WHERE name = $1", name) or 0
