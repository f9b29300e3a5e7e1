"""Says the words as a fagsystem does: taken, refused, and with no token at all."""

from collections.abc import Iterator
from typing import cast
from uuid import uuid4

import asyncpg
import httpx
import orjson

from deploy.fagsystem import CLIENT
from services.portal.api.app import AT
from services.portal.api.grants import Grants
from services.portal.api.offered import OPERATIONS, Operation
from shared.contracts import case
from shared.contracts.common import Actor
from tests.integration.platform.examples import example
from tests.integration.platform.tale import Tale, Words
from tests.servers import Installation

SENT = [one for one in OPERATIONS.values() if one.method == "POST"]  # the others have ids alone, and no body


async def granted(ground: Installation, who: Actor) -> str:
    """An access token for one of the barnehage's own people, as their fagsystem is given one."""
    portal = await ground.superuser("portal")
    try:
        actor = who.model_copy(update={"client": CLIENT.partition(".")[2]})
        return await Grants(cast("asyncpg.Pool", portal)).give(CLIENT, actor)
    finally:
        await portal.close()


async def told(ground: Installation, who: Actor, words: Words, tale: Tale, child: str) -> dict[str, list[int]]:
    text, note = words.text("API"), str(uuid4())
    seen = {"seen": text, "where": words.line("Sted")}
    async with httpx.AsyncClient(base_url=f"{ground.url}{AT}", timeout=30) as fagsystem:
        outside = [
            await fagsystem.post("/token", data={"grant_type": text, "assertion": text, "client_id": words.core}),
            await fagsystem.get("/barnehage/my-tasks", headers={"authorization": f"Bearer {words.core}"}),
            await fagsystem.post("/barnehage/note-observation", content=text),
        ]
        fagsystem.headers["authorization"] = f"Bearer {await granted(ground, who)}"
        taken = await _sent(
            fagsystem, OPERATIONS[case.NoteObservation.name], {"note": note, "child": child, "observation": seen}
        )
        refused = [await _sent(fagsystem, one, body) for one in SENT for body in _spoiled(one, tale, words)]
    return {
        "API outside": [one.status_code for one in outside], "API": [taken.status_code],
        "API refused": [one.status_code for one in refused],
    }  # fmt: skip


async def _sent(fagsystem: httpx.AsyncClient, one: Operation, body: object) -> httpx.Response:
    headers = {"content-type": "application/json", "idempotency-key": str(uuid4())}
    where = one.path.format(owner="barnehage")
    return await fagsystem.post(where, content=orjson.dumps(body), headers=headers)


def _spoiled(one: Operation, tale: Tale, words: Words) -> Iterator[object]:
    whole = orjson.loads(example(one.asks, tale).model_dump_json(exclude={"id"}))
    yield whole | {"spy": words.text("Feil")}
    yield dict.fromkeys(whole, words.text("Feil") + "\x00")
