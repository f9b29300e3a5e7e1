"""`python -m deploy up`: the whole platform on this machine, one process per service, until Ctrl-C."""

import asyncio
import fcntl
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn, Protocol

from deploy import demo, demo_stories
from deploy.health import await_ready
from deploy.process import FailedToStart, Process
from deploy.system import System
from deploy.topology import PORTAL, REGISTER

LONGEST_PAUSE = 30.0  # seconds between two tries to restart what dies again and again


class Ended(KeyboardInterrupt):
    """Somebody wants us to stop: Ctrl-C or SIGTERM. asyncio swallows other exceptions in its own steps."""


class Server(Protocol):
    """What runs PostgreSQL or NATS."""

    process: Process

    def start(self) -> None: ...
    def stop(self) -> None: ...


@dataclass
class Part:
    """A process that is started again when it dies."""

    runs: Process | Server
    pause: float = 1.0
    due: float | None = None  # when to start it again
    since: float = 0.0

    @property
    def process(self) -> Process:
        return self.runs if isinstance(self.runs, Process) else self.runs.process


def up(state: Path, first_port: int) -> int:
    """Returns the exit status: 0 when it was stopped, 1 when it could not start."""
    with alone(state) as only_one, _ending_signals():
        if not only_one:
            print(
                f"Stafett already runs with its data in {state}; stop that one first, or choose another with --state."
            )
            return 1
        return _run(state, first_port)


def _run(state: Path, first_port: int) -> int:
    started: list[Part] = []
    try:
        _start(System(state, first_port=first_port), started)
        _watch(started)
    except Ended:
        print("\nStopping …")
        return 0
    except FailedToStart as failure:
        print(f"\n{failure}")
        return 1
    finally:
        _stop(started)


def _start(system: System, started: list[Part]) -> None:
    print(f"Stafett starts, with its data in {system.state}")
    for name, port in system.ports.taken.items():
        print(f"  Port {port} is taken; {name} uses {system.ports[name]} instead.")
    with _step("PostgreSQL and NATS"):
        for server in (system.postgres, system.nats):
            _begin(server, started)
    with _step("databases, roles, streams and durables"):
        asyncio.run(system.provision())
    with _step(f"{len(system.services)} services"):
        for process in (system.mail, system.fiks, *system.services):
            _begin(process, started)
        await_ready({process: system.ports[process.name] for process in system.services})
    with _once(system.state / "demo-is-loaded", "the invented people of the demo") as first:
        if first:
            asyncio.run(demo.load(system.settings(REGISTER)))
    _tell_stories(system)
    print(f"\nStafett runs at {system.url}\nAll its people are invented. Ctrl-C stops it; `make reset` starts afresh.")


def _tell_stories(system: System) -> None:
    """Without them the platform is none the worse."""
    try:
        with _once(system.state / "demo-is-told", "their stories") as first:
            if first:
                asyncio.run(demo_stories.tell(system.settings(PORTAL), system.settings))
    except demo_stories.Broken as broken:
        print(f"not told: {broken}")


def _begin(runs: Process | Server, started: list[Part]) -> None:
    started.append(Part(runs, since=time.monotonic()))  # before it starts: half started must be stopped too
    runs.start()


@contextmanager
def _once(marker: Path, what: str) -> Iterator[bool]:
    """False when it has been done before; broken off, it is done again."""
    if marker.exists():
        yield False
        return
    with _step(what):
        yield True
    marker.touch()


@contextmanager
def _step(what: str) -> Iterator[None]:
    began = time.monotonic()
    print(f"  {what} … ", end="", flush=True)
    yield
    print(f"{time.monotonic() - began:.1f} s", flush=True)


def _watch(parts: list[Part]) -> NoReturn:
    """For ever: tell of a process that died, and start it again, slower each time."""
    while True:
        for part in parts:
            _tend(part, time.monotonic())
        time.sleep(0.3)


def _tend(part: Part, now: float) -> None:
    process = part.process
    if part.due is None and process.running:
        if now - part.since > LONGEST_PAUSE:
            part.pause = 1.0
        return
    if part.due is None:
        part.due = now + part.pause
        print(f"{process.name} died; starting it again in {part.pause:.0f} s. The end of {process.log}:")
        print(process.tail(), flush=True)
        part.pause = min(part.pause * 2, LONGEST_PAUSE)
    if now >= part.due:
        part.due, part.since = None, now
        try:
            part.runs.start()
        except FailedToStart as failure:
            print(failure, flush=True)


def _stop(parts: list[Part]) -> None:
    """Services first and together, then what they need, in the reverse of the order they were started in."""
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.SIG_IGN)  # we are stopping already, and quickly
    processes = [part.runs for part in parts if isinstance(part.runs, Process)]
    for process in processes:
        process.ask_to_stop()
    for part in reversed(parts):
        part.runs.stop()


@contextmanager
def alone(state: Path) -> Iterator[bool]:
    """False while another runner uses the folder. The lock goes with the process, also after kill -9."""
    state.mkdir(parents=True, exist_ok=True)
    with (state / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@contextmanager
def _ending_signals() -> Iterator[None]:
    def end(_number: int, _frame: FrameType | None) -> None:
        raise Ended

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
