"""Child processes that never outlive us: their log, their end, and a clear word when they fail to start."""

import ctypes
import fcntl
import os
import resource
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from pwd import getpwnam
from typing import Any, TextIO

ROOT = Path(__file__).resolve().parents[1]
LOG_LIMIT = 10_000_000  # bytes after which a log is put aside when its process starts
PR_SET_PDEATHSIG = 1


class FailedToStart(RuntimeError):
    """A part of the system did not come up; the message says which and why."""


class Process:
    """Runs `command`. Output goes to `<folder>/<name>.log`; its id stands in `<name>.pid`, locked while it lives."""

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        folder: Path,
        *,
        environment: Mapping[str, str] | None = None,
        ending: signal.Signals = signal.SIGTERM,
        user: str | None = None,
    ) -> None:
        """ending: the signal for a clean stop. user: whom to run as, when we are root."""
        self.name, self.log, self._pid_file = name, folder / f"{name}.log", folder / f"{name}.pid"
        self._command, self._environment, self._ending, self._user = command, environment or {}, ending, user
        self._child: subprocess.Popen[bytes] | None = None
        self._began = 0

    def start(self) -> None:
        """Also after it ended. A process of this name from an earlier run is ended first."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".old.log"))
        with self.log.open("ab") as log, self._pid_file.open("a+", encoding="ascii") as lock:
            self._end_left_over(lock)
            self._began = log.tell()
            self._child = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**_inherited(), **self._environment},
                cwd="/" if self._user else ROOT,
                start_new_session=True,  # Ctrl-C in the terminal reaches only us, who stop all in order
                pass_fds=[lock.fileno()],
                preexec_fn=_die_with_parent(self._ending),  # noqa: PLW1509 - we start processes from one thread
                **_as(self._user),
            )
            lock.truncate(0)
            lock.write(str(self.pid))

    @property
    def pid(self) -> int:
        if self._child is None:
            raise RuntimeError(f"{self.name} was not started")
        return self._child.pid

    @property
    def running(self) -> bool:
        return self._child is not None and self._child.poll() is None

    def wait(self, patience: float) -> int:
        """Its exit status. Raises FailedToStart when it does not end in time."""
        try:
            return self._child.wait(patience) if self._child else 0
        except subprocess.TimeoutExpired as error:
            self.kill()
            raise self.failure() from error

    def stop(self, patience: float = 15) -> None:
        """End it cleanly, or by force when that takes longer than `patience` seconds."""
        self.ask_to_stop()
        try:
            if self._child:
                self._child.wait(patience)
        except subprocess.TimeoutExpired:
            self.kill()

    def ask_to_stop(self) -> None:
        if self._child and self.running:
            self._child.send_signal(self._ending)

    def kill(self) -> None:
        """As kill -9 does, of everything it started too; returns when it is gone."""
        if self._child and self.running:
            os.killpg(self.pid, signal.SIGKILL)
            self._child.wait()

    def said(self) -> str:
        """Its output since it was started last."""
        with self.log.open("rb") as log:
            log.seek(self._began)
            return log.read().decode("utf-8", "replace")

    def failure(self) -> FailedToStart:
        return FailedToStart(f"{self.name} did not start; the end of {self.log} says:\n{self.tail()}")

    def tail(self, lines: int = 12) -> str:
        return "\n".join(f"    {line}" for line in self.said().splitlines()[-lines:])

    def _end_left_over(self, lock: TextIO, patience: float = 20) -> None:
        """After a kill -9 of the runner, one may still hold our data. While it lives it holds the lock too."""
        for ending in (self._ending, signal.SIGKILL):
            deadline = time.monotonic() + patience
            while not (free := _locked(lock)) and time.monotonic() < deadline:
                lock.seek(0)
                with suppress(ValueError, ProcessLookupError):
                    os.kill(int(lock.read()), ending)
                time.sleep(0.1)
            if free:
                return
        raise FailedToStart(f"{self.name} of an earlier run does not end")


def _locked(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _as(user: str | None) -> dict[str, Any]:
    return {"user": user, "group": getpwnam(user).pw_gid, "extra_groups": []} if user else {}


def _inherited() -> dict[str, str]:
    """What a process needs of the caller's environment; nothing else of it reaches a service."""
    return {name: value for name in ("PATH", "HOME", "LANG", "TZ", "TMPDIR") if (value := os.environ.get(name))}


def _die_with_parent(ending: signal.Signals) -> Callable[[], None] | None:
    """On Linux a child is told to end when we are killed with -9; elsewhere the next start finds and ends it.

    Nor does it write its memory to a disk when it crashes: there are opened keys and texts in it.
    """
    if not sys.platform.startswith("linux"):
        return None
    libc, parent = ctypes.CDLL(None), os.getpid()

    def ask() -> None:
        libc.prctl(PR_SET_PDEATHSIG, ending)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if os.getppid() != parent:  # we died before the line above
            os.kill(os.getpid(), signal.SIGKILL)

    return ask


def free_port(preferred: int = 0, besides: Collection[int] = ()) -> int:
    """The preferred port of the loopback address if nobody has it, else any that is free now.

    From below the range that the system gives to outgoing connections, one of which could take it before we do.
    """
    for port in (preferred, *(20_000 + secrets.randbelow(12_000) for _ in range(1000))):
        if port and port not in besides and _is_free(port):
            return port
    raise FailedToStart("no free port on 127.0.0.1")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
