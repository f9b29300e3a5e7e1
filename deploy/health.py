"""Whether services do their work, by their own word."""

import time
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException

from deploy.process import Process


def await_ready(processes: Mapping[Process, int], patience: float = 90) -> None:
    """processes: each with the port of its health. Raises FailedToStart for the first that is not ready in time."""
    waiting, deadline = dict(processes), time.monotonic() + patience
    while waiting:
        for process, port in list(waiting.items()):
            if not process.running or time.monotonic() > deadline:
                raise process.failure()
            if ready(port):
                del waiting[process]
        time.sleep(0.05)


def ready(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200  # noqa: PLR2004 - HTTP's OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
