"""`python -m services.portal`: the web pages, and the health of this process, on one port."""

import uvicorn

from services.portal.app import application
from shared import telemetry
from shared.settings import Settings

settings = Settings()
telemetry.configure(settings.identity, otlp=settings.otlp)
if settings.otlp:
    telemetry.instrument_asyncpg()
uvicorn.run(
    application(settings),
    host=settings.host,
    port=settings.port,
    log_config=None,
    access_log=False,  # an address holds the pseudonym of a child
    server_header=False,
    timeout_graceful_shutdown=2,
)
