"""Waiting for what happens in other processes."""

import asyncio
from collections.abc import Awaitable, Callable
from inspect import isawaitable


async def until(happened: Callable[[], object | Awaitable[object]], patience: float = 90) -> None:
    """Raises TimeoutError when it takes longer than `patience` seconds."""
    async with asyncio.timeout(patience):
        while not (await found if isawaitable(found := happened()) else found):  # noqa: ASYNC110 - others' state
            await asyncio.sleep(0.05)
