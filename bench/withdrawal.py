"""From a parent's withdrawal until another service refuses its page, while others write, and while one is cut off."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, nullcontext, suppress
from itertools import cycle
from time import perf_counter

from bench.family import note
from bench.peer import Peer
from bench.report import Report, Row
from bench.servers import Stage, acting
from bench.slices import Pace
from shared.contracts.consent import WithdrawConsent
from shared.errors import RemoteRefused
from tests.e2e.world import World, consented, joined, newcomer, opened
from tests.waiting import until

READERS = {"ppt": "Tor", "barnevern": "Hanne", "barnehage": "Kari"}  # the last has opened the log
NAMES = {"Tor": "Tor Eide", "Hanne": "Hanne Vik"}
MANY, FEW = 334, 10  # families, each of which takes back its yes to every reader
BUSY = 30  # logs that others write in: each word costs a fold of its log, so that none may grow long
AT_ONCE = 4  # families that are made
WRITES = 0.05  # seconds between what others write meanwhile
CUT_OFF = "helsestasjon"  # which every family has let in too
LIMIT = 1000.0  # ms

Withdrawal = tuple[str, str, WithdrawConsent]  # who reads, which log, and what the parent sends
Family = tuple[str, Sequence[Withdrawal]]  # the parent


async def rows(stage: Stage, report: Report, pace: Pace, _: Peer) -> None:
    await _measured(stage, report, pace, cut_off=False)


async def rows_cut_off(stage: Stage, report: Report, pace: Pace, _: Peer) -> None:
    await _measured(stage, report, pace, cut_off=True)


async def _measured(stage: Stage, report: Report, pace: Pace, *, cut_off: bool) -> None:
    await stage.system.provision()  # the durables went with the streams of other parts
    with stage.system.everything():
        async with acting(stage) as people:
            busy = [log for _, ((_, log, _), *_) in await _families(stage, people, BUSY)]
            families = await _families(stage, people, MANY if pace == Pace() else FEW)
            async with _writing(people, busy):
                with _stopped(stage) if cut_off else nullcontext():
                    waits = [await _once(people, parent, one) for parent, each in families for one in each]
            _tell(report, ", another service cut off" if cut_off else "", waits)


async def _families(stage: Stage, people: World, count: int) -> list[Family]:
    free = asyncio.Semaphore(AT_ONCE)

    async def one(n: int) -> Family:
        async with free:
            return await _family(stage, people, f"Forelder{n}")

    return await asyncio.gather(*(one(n) for n in range(count)))


async def _family(stage: Stage, people: World, parent: str) -> Family:
    """One that has let them all in."""
    child = await newcomer(stage.system, people, "Barnet Oppdiktet", f"{parent} Oppdiktet")
    given = {one.service: one.consent for one in await consented(people, child, "ppt", "barnevern", CUT_OFF)}
    log = await opened(people, child)
    for who, name in NAMES.items():
        await joined(people, log, who, name)
    return parent, [
        (who, log, WithdrawConsent(child=child.id, consent=given[service])) for service, who in READERS.items()
    ]


async def _once(people: World, parent: str, withdrawal: Withdrawal) -> float:
    """Milliseconds from the withdrawal's commit, as the parent is told of it, to the answer that first refuses."""
    who, log, withdraw = withdrawal
    await until(lambda: _may_read(people, who, log))  # its key is held
    await people.ask(parent, withdraw)
    began = perf_counter()
    while await _may_read(people, who, log):
        pass
    return 1000 * (perf_counter() - began)


async def _may_read(people: World, who: str, log: str) -> bool:
    people.seen = None  # a page that waits for news would hide how long they take
    try:
        await people.read(who, log)
    except RemoteRefused as refused:
        if refused.code != "AccessDenied":
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
        with suppress(asyncio.CancelledError):
            await writing  # if it has ended by itself, the figures are of a platform at rest


@contextmanager
def _stopped(stage: Stage) -> Iterator[None]:
    """It hears nothing and answers nothing, and nobody is told."""
    pid = int((stage.system.state / "log" / f"case-{CUT_OFF}.pid").read_text(encoding="ascii"))
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
