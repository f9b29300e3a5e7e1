"""Tasks that live as long as the process: relays, projections, timers, writers."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)


class Background:
    """Keeps tasks running: one that fails is logged by its error's class and started again, slower each time.

    This is the one place besides request handling where every exception is caught: a bug in one projection must not
    stop the others, and must show in readiness until it is mended.
    """

    def __init__(self) -> None:
        self._tasks: list[asyncio.Task[None]] = []
        self.failing: dict[str, str] = {}

    def start(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        self._tasks.append(asyncio.create_task(self._keep(name, run), name=name))

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()

    async def _keep(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        pause = 0.1
        while True:
            began = asyncio.get_running_loop().time()
            try:
                await run()
            except Exception as error:  # noqa: BLE001 - see the class
                self.failing[name] = type(error).__name__
                log.warning("background task failed", extra={"task": name, "error": type(error).__name__})
            if asyncio.get_running_loop().time() - began > 10:  # noqa: PLR2004 - it had run well for seconds
                pause = 0.1
            await asyncio.sleep(pause)
            pause = min(pause * 2, 5.0)

    def well(self, name: str) -> None:
        """Said by a task once it does its work again."""
        self.failing.pop(name, None)
