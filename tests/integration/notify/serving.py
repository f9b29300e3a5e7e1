"""A service in this process, where a test can shorten its patience."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn

from deploy.health import ready
from shared.service import Build, application
from shared.settings import Settings
from tests.waiting import until


@asynccontextmanager
async def serving(settings: Settings, build: Build) -> AsyncIterator[None]:
    app = application(settings, build)
    server = uvicorn.Server(uvicorn.Config(app, host=settings.host, port=settings.port, log_config=None))
    task = asyncio.create_task(server.serve())
    try:
        await until(lambda: asyncio.to_thread(ready, settings.port), 30)
        yield
    finally:
        server.should_exit = True
        await task
