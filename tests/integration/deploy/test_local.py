"""`python -m deploy up`, as a newcomer runs it and as an unlucky night treats it."""

import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp

import httpx
import pytest

from deploy.process import ROOT, free_port


class Runner:
    def __init__(self, state: Path) -> None:
        self.state, self.port, self._output = state, free_port(), state / "output"
        self._child: subprocess.Popen[bytes] | None = None

    def up(self) -> str:
        """Returns the address that it prints."""
        with self._output.open("wb") as output:
            command = self._command("up", "--port", str(self.port))
            self._child = subprocess.Popen(command, stdout=output, stderr=output, cwd=ROOT)
        until(lambda: "runs at" in self.said() or self._child.poll() is not None)
        found = re.search(r"runs at (\S+)", self.said())
        assert found, self.said()
        return found[1]

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(self._command(*arguments), cwd=ROOT, capture_output=True, text=True, check=False)

    def send(self, number: signal.Signals) -> int:
        assert self._child
        self._child.send_signal(number)
        return self._child.wait(60)

    def said(self) -> str:
        return self._output.read_text()

    def pid(self, name: str) -> int | None:
        """None: it is being written."""
        told = (self.state / "log" / f"{name}.pid").read_text()
        return int(told) if told else None

    def living(self) -> list[str]:
        """The processes that still hold their lock."""
        return [path.stem for path in sorted((self.state / "log").glob("*.pid")) if _is_locked(path)]

    def _command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "deploy", "--state", str(self.state), *arguments]

    def end(self) -> None:
        if self._child and self._child.poll() is None:
            self.send(signal.SIGTERM)
        self.command("reset")
        shutil.rmtree(self.state)


def _is_locked(path: Path) -> bool:
    with path.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def until(happened: Callable[[], bool], patience: float = 90) -> None:
    deadline = time.monotonic() + patience
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def answers(address: str) -> bool:
    try:
        return httpx.get(address).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    """One installation for this file; its tests follow one another as its life does."""
    state = Path(mkdtemp(prefix="stafett-local-"))
    state.chmod(0o711)
    made = Runner(state)
    yield made
    made.end()


def test_it_starts_loads_its_people_and_answers(runner: Runner) -> None:
    address = runner.up()
    assert address == f"http://127.0.0.1:{runner.port}"
    assert "Kari Nes" in httpx.get(address).text
    assert len(runner.living()) == 13  # PostgreSQL, NATS, the mail sink, the national interface and nine services


def test_a_second_one_is_turned_away_and_nothing_is_reset_meanwhile(runner: Runner) -> None:
    assert runner.command("up").returncode == 1
    assert runner.command("reset").returncode == 1
    assert "Nothing is parked" in runner.command("parked").stdout


@pytest.mark.parametrize("name", ["case-ppt", "portal", "nats", "postgres"])
def test_what_dies_is_told_and_started_again(runner: Runner, name: str) -> None:
    before = runner.pid(name)
    assert before
    os.kill(before, signal.SIGKILL)
    until(lambda: runner.pid(name) not in {before, None})
    until(lambda: answers(f"http://127.0.0.1:{runner.port}/readyz"))
    assert f"{name} died" in runner.said()


def test_it_stops_everything_when_asked(runner: Runner) -> None:
    assert runner.send(signal.SIGINT) == 0
    assert runner.living() == []


def test_it_starts_again_with_its_data_on_another_port_when_its_own_is_taken(runner: Runner) -> None:
    with socket.create_server(("127.0.0.1", runner.port)):
        address = runner.up()
    assert f"Port {runner.port} is taken" in runner.said()
    assert "invented people of the demo" not in runner.said()  # they are there already
    assert "Kari Nes" in httpx.get(address).text


def test_killed_with_9_it_leaves_nothing_running_and_starts_again(runner: Runner) -> None:
    runner.send(signal.SIGKILL)
    address = runner.up()
    assert answers(address)
    runner.send(signal.SIGKILL)
    until(lambda: runner.living() == [], 20)


def test_reset_removes_what_is_ours_and_nothing_else(runner: Runner) -> None:
    (runner.state / "notes").write_text("mine")
    assert runner.command("reset").returncode == 0
    assert sorted(path.name for path in runner.state.iterdir()) == ["lock", "notes", "output"]
