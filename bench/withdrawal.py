"""From a parent's withdrawal until another service refuses its page, while others write, and while one is cut off."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from itertools import cycle
from time import perf_counter

from bench.family import note, shared_log
from bench.peer import Peer
from bench.report import Report, Row
from bench.servers import Stage
from bench.slices import Pace
from shared.contracts.consent import ReadConsents, State, WithdrawConsent
from shared.errors import RemoteRefused
from tests.e2e.world import World, consented, joined, until, world

MANY, FEW = 500, 40  # withdrawals, with and without
WRITES = 0.05  # seconds between what others write meanwhile
CUT_OFF = "case-helsestasjon"
LIMIT = 1000.0  # ms


async def rows(stage: Stage, report: Report, pace: Pace, _: Peer) -> None:
    count = MANY if pace == Pace() else FEW
    await stage.system.provision()  # the durables went with the streams of other parts
    with stage.system.everything():
        async with world(stage.system) as people:
            first, *others = people.demo.children
            log = await shared_log(people, first.name)
            busy = [await shared_log(people, child.name) for child in others[:3]]
            async with _writing(people, busy):
                _tell(report, "", [await _once(people, first.name, log) for _ in range(count)])
                with _cut_off(stage):
                    more = [await _once(people, first.name, log) for _ in range(count)]
                _tell(report, ", another service cut off", more)


async def _once(people: World, name: str, log: str) -> float:
    """Milliseconds from the withdrawal's commit, as the parent is told of it, to the first refusal of Tor's page."""
    child = people.child(name)
    given = await consented(people, child, "ppt") if not await _may_read(people, log) else None
    if given is not None:
        await joined(people, log, "Tor", "Tor Eide")
        await until(lambda: _may_read(people, log))
    guardian = child.guardians[0].name.split()[0]
    consent = await _consent(people, guardian, child.id)
    await people.ask(guardian, WithdrawConsent(child=child.id, consent=consent))
    began = perf_counter()
    while await _may_read(people, log):
        pass
    return 1000 * (perf_counter() - began)


async def _consent(people: World, guardian: str, child: str) -> str:
    known = await people.ask(guardian, ReadConsents(child=child))
    return next(one.consent for one in known.consents if one.service == "ppt" and one.state is State.ACTIVE)


async def _may_read(people: World, log: str) -> bool:
    people.seen = None  # a page that waits for news would hide how long they take
    try:
        await people.read("Tor", log)
    except RemoteRefused as refused:
        if refused.code not in {"AccessDenied", "Unknown"}:
            raise
        return False
    return True


@asynccontextmanager
async def _writing(people: World, logs: list[str]) -> AsyncIterator[None]:
    turns = cycle(logs)

    async def write() -> None:
        while True:
            await people.portal.ask(note(next(turns)), owner="barnehage", actor=people.people["Kari"])
            await asyncio.sleep(WRITES)

    writing = asyncio.create_task(write())
    try:
        yield
    finally:
        writing.cancel()


@contextmanager
def _cut_off(stage: Stage) -> Iterator[None]:
    """It hears nothing and answers nothing, and nobody is told."""
    pid = int((stage.system.state / "log" / f"{CUT_OFF}.pid").read_text(encoding="ascii"))
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def _tell(report: Report, how: str, waits: list[float]) -> None:
    waits.sort()
    for name, share in (("p50", 0.5), ("p99", 0.99), ("worst", 1.0)):
        figure = waits[min(len(waits) - 1, int(share * len(waits)))]
        what = f"withdrawal → refused at another service{how}, {name} of {len(waits)}"
        report.add(Row(what, f"{figure:.0f} ms", "", "", None, f"≤ {LIMIT:.0f} ms", figure <= LIMIT))
