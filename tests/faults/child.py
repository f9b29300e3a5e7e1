"""A process that a test starts, listens to and kills."""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import orjson

from tests.faults.servers import die_with_us

ROOT = Path(__file__).parents[2]


class Process:
    """A running part; what it prints is read by `lines`."""

    def __init__(self, part: str, **arguments: Any) -> None:
        command = [sys.executable, "-m", "tests.faults.process", part, orjson.dumps(arguments).decode()]
        self._output = TemporaryFile()  # noqa: SIM115 - as long as the process
        self._process = subprocess.Popen(
            command, stdout=self._output, stderr=self._output, cwd=ROOT,
            preexec_fn=die_with_us,  # noqa: PLW1509 - no other thread starts processes
        )  # fmt: skip

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def wait(self, patience: float = 180) -> int:
        return self._process.wait(patience)

    def said(self) -> str:
        number = self._output.fileno()
        return os.pread(number, os.fstat(number).st_size, 0).decode()  # its writing and our reading share an offset

    def lines(self) -> list[Any]:
        """Everything it has said so far."""
        return [orjson.loads(line) for line in self.said().splitlines() if line.startswith("{")]
