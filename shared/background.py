"""Tasks that live as long as the process: relays, projections, timers, writers."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)
STEADY = 6.0  # seconds; longer than the time-outs on which a task finds that it cannot work


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
        pause, loop = 0.1, asyncio.get_running_loop()
        while True:
            began = loop.time()
            steady = loop.call_later(STEADY, self.well, name)
            try:
                await run()
            except asyncio.CancelledError as error:
                if (this := asyncio.current_task()) and this.cancelling():
                    raise
                self._failed(name, error)  # a library cancelled what this task was waiting for
            except Exception as error:  # noqa: BLE001 - see the class
                self._failed(name, error)
            finally:
                steady.cancel()
            if loop.time() - began > STEADY:
                pause = 0.1
            await asyncio.sleep(pause)
            pause = min(pause * 2, 5.0)

    def _failed(self, name: str, error: BaseException) -> None:
        self.failing[name] = type(error).__name__
        log.warning("background task failed", extra={"task": name, "error": type(error).__name__})

    def well(self, name: str) -> None:
        """Said by a task once it does its work again; of one that only waits, it is taken for granted after a while."""
        self.failing.pop(name, None)
