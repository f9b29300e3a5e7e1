"""A service as a process: it answers from its first moment, and says what is missing until it can do its work."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import uvicorn
from nats.errors import Error as NatsError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from shared import bus, database, telemetry
from shared.node import Node
from shared.settings import Settings
from shared.witnessing import witness

log = logging.getLogger(__name__)
Build = Callable[[Node], None]


@asynccontextmanager
async def living(settings: Settings, build: Build) -> AsyncIterator[Node]:
    """A node from its start to its end. build(node): adds handlers, folds and reactions before anything runs.

    Nothing is waited for: until a connect of nats-py succeeds, uvicorn would neither answer nor stop.
    """
    pool, broker = await database.pool(settings.dsn), bus.connect(settings)
    node = Node(settings, pool, broker)
    try:
        build(node)
        witness(node)
        await node.open()
        node.start()
    except Exception:  # uvicorn tells of it in a text, which our log withholds
        log.exception("could not start")
        raise
    try:
        yield node
    finally:
        with suppress(NatsError):  # while it is away nothing can be drained
            await broker.stop()
        await node.stop()


async def livez(_: Request) -> PlainTextResponse:
    return PlainTextResponse("ok")


async def readyz(request: Request) -> PlainTextResponse:
    wrong = await request.app.state.node.ready()
    return PlainTextResponse("\n".join(wrong or ["ready"]), 503 if wrong else 200)


HEALTH = (Route("/livez", livez), Route("/readyz", readyz))
"""For an application whose `state.node` is the node that lives."""


def application(settings: Settings, build: Build) -> Starlette:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with living(settings, build) as app.state.node:
            yield

    return Starlette(routes=HEALTH, lifespan=lifespan)


def run(build: Build) -> None:
    """Run a service until it is told to stop. Under uvicorn, because FastStream alone hangs when NATS is away."""
    settings = Settings()
    telemetry.configure(settings.identity, otlp=settings.otlp)
    if settings.otlp:
        telemetry.instrument_asyncpg()
    uvicorn.run(
        application(settings, build), host=settings.host, port=settings.port, log_config=None, access_log=False,
        timeout_graceful_shutdown=2,
    )  # fmt: skip
