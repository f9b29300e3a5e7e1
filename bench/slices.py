"""Measures in short slices that take turns, so that a noisy minute strikes what is compared alike."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time


@dataclass(frozen=True, slots=True)
class Slice:
    """cpu: seconds of this process alone; latencies in seconds, sorted."""

    count: int
    seconds: float
    cpu: float
    latencies: Sequence[float] = ()

    @property
    def rate(self) -> float:
        return self.count / self.seconds

    def percentile(self, share: float) -> float:
        """In milliseconds."""
        return 1000 * self.latencies[min(len(self.latencies) - 1, int(share * len(self.latencies)))]


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a slice lasts and how many rounds there are."""

    seconds: float = 2.0
    rounds: int = 5


class Measured:
    """The slices of one thing, round by round."""

    def __init__(self, slices: Sequence[Slice]) -> None:
        self.slices = slices

    @property
    def rate(self) -> float:
        return median(one.rate for one in self.slices)

    @property
    def cpu(self) -> float:
        """Microseconds per item."""
        return median(1e6 * one.cpu / one.count for one in self.slices)

    def percentile(self, share: float) -> float:
        return median(one.percentile(share) for one in self.slices)

    def ratio(self, floor: "Measured") -> float:
        """The median of same-round ratios."""
        return median(ours.rate / theirs.rate for ours, theirs in zip(self.slices, floor.slices, strict=True))


Runner = Callable[[float], Awaitable[Slice]]


async def interleaved(runners: Mapping[str, Runner], pace: Pace) -> dict[str, Measured]:
    """Every runner once per round, each round beginning with another; a first short round warms up."""
    taken: dict[str, list[Slice]] = {name: [] for name in runners}
    names = list(runners)
    for name in names:
        await runners[name](pace.seconds / 5)
    for n in range(pace.rounds):
        turn = n % len(names)
        for name in names[turn:] + names[:turn]:
            taken[name].append(await runners[name](pace.seconds))
    return {name: Measured(slices) for name, slices in taken.items()}


async def closed_loop(callers: int, seconds: float, call: Callable[[], Awaitable[object]]) -> Slice:
    """Each caller asks again as soon as it is answered."""
    latencies: list[float] = []
    began, cpu = perf_counter(), process_time()
    ends = began + seconds

    async def caller() -> None:
        while (asked := perf_counter()) < ends:
            await call()
            latencies.append(perf_counter() - asked)

    await asyncio.gather(*(caller() for _ in range(callers)))
    return Slice(len(latencies), perf_counter() - began, process_time() - cpu, sorted(latencies))


async def open_loop(per_second: float, seconds: float, call: Callable[[], Awaitable[object]]) -> Slice:
    """Calls begin on time whether or not earlier ones have been answered."""
    latencies: list[float] = []
    began, cpu, under_way = perf_counter(), process_time(), set[asyncio.Task[None]]()

    async def one() -> None:
        asked = perf_counter()
        await call()
        latencies.append(perf_counter() - asked)

    for n in range(int(per_second * seconds)):
        await asyncio.sleep(max(0.0, began + n / per_second - perf_counter()))
        under_way.add(task := asyncio.create_task(one()))
        task.add_done_callback(under_way.discard)
    await asyncio.gather(*under_way)
    return Slice(len(latencies), perf_counter() - began, process_time() - cpu, sorted(latencies))


async def until(true: Callable[[], bool], every: float = 0.01) -> None:
    while not true():  # noqa: ASYNC110 - what it waits for happens elsewhere, and nobody tells
        await asyncio.sleep(every)


async def timed(work: Awaitable[int]) -> Slice:
    """One piece of work, which tells how many items it took."""
    began, cpu = perf_counter(), process_time()
    return Slice(await work, perf_counter() - began, process_time() - cpu)
