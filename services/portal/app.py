"""The portal: puts its parts together. It has no domain rules; it shows what the services say, and asks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

import httpx
from fastapi import Depends, FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Lifespan

from services.portal import problems
from services.portal.api.app import AT, api
from services.portal.api.clients import Clients
from services.portal.api.grants import Grants
from services.portal.api.serving import Api
from services.portal.assets import Assets
from services.portal.directory import Directory
from services.portal.metering import Meter
from services.portal.pages import (
    administration,
    advice,
    answers,
    bank,
    breaches,
    care,
    casework,
    control,
    conversation,
    disclosing,
    drill,
    emergency,
    ending,
    erasing,
    exports,
    family,
    gaps,
    goals,
    holders,
    incoming,
    information,
    language,
    level,
    lifting,
    log,
    looks,
    mail,
    measures,
    meeting,
    meetings,
    monthly,
    onward,
    opening,
    oversight,
    own_measures,
    preparing,
    printouts,
    public,
    receipts,
    reports,
    restriction,
    rights,
    said,
    signin,
    start,
    taking_part,
    tasks,
    tour,
    unit_use,
    voice,
)
from services.portal.security import OwnPagesOnly, Shield
from services.portal.sessions import Cut, Sessions
from services.portal.signin.attempts import Attempts
from services.portal.signin.doors import Doors
from services.portal.signin.providers import load
from services.portal.view import View
from services.portal.visit import Portal
from shared import telemetry
from shared.choices import Municipalities, follow
from shared.node import Node
from shared.service import HEALTH, living
from shared.settings import Settings

IDLE, IDLE_IN_DEMO = timedelta(minutes=15), timedelta(minutes=60)
PATIENCE = 10.0  # seconds that a provider has for an answer
TOKENS, REQUESTS = 120, 3000  # in a minute: that one address may try to get, and that one client may make
PAGES = (
    public, tour,
    start, tasks, casework, conversation, own_measures, goals, level, voice, onward, said, lifting, meetings, meeting,
    bank, opening, answers, advice, log, taking_part, holders, measures, reports, incoming, family, ending, preparing,
    receipts, printouts, rights, restriction, information, disclosing, emergency, erasing, care, looks, oversight,
    exports, drill, monthly, gaps, breaches, control, unit_use, language,
    administration,
)  # fmt: skip


def application(settings: Settings) -> ASGIApp:
    directory = Directory.read(settings.municipalities, demo=settings.demo)
    providers, clients = load(settings), Clients.read(settings, directory)
    tls = (settings.public_url or "").startswith("https:")

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with living(settings, partial(_hears, directory.municipalities)) as node:
            sessions = Sessions(node.pool, idle=IDLE_IN_DEMO if settings.demo else IDLE)
            view = View(directory.municipality(), demo=settings.demo)
            app.state.node = node
            async with httpx.AsyncClient(timeout=PATIENCE) as http:
                doors = Doors(providers, Attempts(node.pool), http, settings.public_url)
                app.state.portal = Portal(node.client, node.trail, sessions, directory, view, tls, doors)
                app.state.api = Api(
                    node.client, node.trail, clients, Grants(node.pool), directory,
                    (settings.public_url or "").rstrip("/"), Meter(TOKENS), Meter(REQUESTS),
                )  # fmt: skip
                yield

    return Shield(pages(settings, lifespan), tls=tls)


def _hears(municipalities: Municipalities, node: Node) -> None:
    """Nobody asks the portal anything on NATS; it hears who has no foreldreansvar any more, and ends their sessions."""
    follow(node, municipalities)
    node.take_in("EVT", "evt.*.consent.family.>", Cut(node.settings.trusted.signing).apply)


def pages(settings: Settings, lifespan: Lifespan[FastAPI]) -> FastAPI:
    app = FastAPI(lifespan=lifespan, openapi_url=None, routes=[*HEALTH])
    sent = [mail.routes(settings.mail_sink)] if settings.demo and settings.mail_sink else []
    for routes in (*(part.routes for part in PAGES), signin.routes, *sent):
        app.include_router(routes, dependencies=[Depends(OwnPagesOnly(settings.public_url))])
    app.include_router(signin.machines)
    app.mount(AT, api(app.state))
    app.mount("/static", GZipMiddleware(Assets()))
    problems.handle(app)
    telemetry.instrument_fastapi(app)
    return app
