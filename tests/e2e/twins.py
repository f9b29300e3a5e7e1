"""One world and everything that parents and services without a part in it can see there, as text to compare."""

import os
import random
import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from mailbox import Maildir
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from shared.contracts.common import Request
from shared.errors import RemoteRefused
from tests.e2e.world import World, world
from tests.integration.platform.stillness import MOVING, Watch, watching
from tests.servers import Installation
from tests.waiting import until

SEED = int(os.environ.get("STAFETT_TWIN_SEED", "2026"))
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
HASH = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")  # of what holds ids and times
TRACE = re.compile(r"(?<=00-)[0-9a-f]{32}(?=-)|(?<=-)[0-9a-f]{16}(?=-0\d)")
SEALED = re.compile(r'"(sealed|tag)":"([A-Za-z0-9+/=]+)"')

Step = Callable[["Twin"], Awaitable[None]]


@dataclass
class Twin:
    """A world that notes what is seen in it. Ids and times are told by the order they appear in, texts as they are."""

    ground: Installation
    world: World
    watch: Watch
    chance: random.Random  # the same in both worlds
    seen: list[str] = field(default_factory=list)
    things: dict[str, str] = field(default_factory=dict)  # what the play has made, by a name of its own
    _known: dict[str, str] = field(default_factory=dict)

    def new(self) -> str:
        return str(UUID(int=self.chance.getrandbits(128), version=4))

    async def ask(self, who: str, request: Request, owner: str | None = None) -> Any:
        """Ask, and note the answer to the byte."""
        try:
            answer = await self.world.ask(who, request, owner)
        except RemoteRefused as refusal:
            self.note(f"{who} {request.name}", f"{refusal.code} {refusal.status} {refusal.retryable}")
            return None
        self.note(f"{who} {request.name}", answer.model_dump_json())
        return answer

    def note(self, what: str, told: str) -> None:
        self.seen.append(f"{what}: {self.told(told)}")

    def told(self, text: str) -> str:
        bare = SEALED.sub(lambda found: f'"{found[1]}":"<{len(found[2])} closed>"', TIME.sub("<time>", text))
        for pattern in (ID, HASH, TRACE):
            bare = pattern.sub(lambda found: self._known.setdefault(found[0], f"<id {len(self._known)}>"), bare)
        return bare.replace(self.ground.url, "<portal>")

    def _without_new(self, text: str) -> str:
        return ID.sub(lambda found: self._known.get(found[0], "<new>"), TIME.sub("<time>", text))

    async def still(self) -> None:
        """Everything that was said has had its effect, mails and near deadlines too: what comes next begins there."""
        for _ in range(3):  # a message that was lost on its way to a reaction comes again after half a minute
            with suppress(AssertionError):
                await self.watch.at_rest()
                break
        notices = self.watch.databases["notify"]
        waiting = "SELECT NOT EXISTS (SELECT FROM notices WHERE urgency = 'now' AND state IN ('waiting', 'sending'))"
        await until(lambda: notices.fetchval(waiting), 60)
        await self.watch.settled()

    async def note_what_stands(self) -> None:
        """All facts and audit rows with their numbers, how much there is of everything, and every mail."""
        await self.still()
        for database, connection in sorted(self.watch.databases.items()):
            await self._note_counts(database, connection)
        facts = self.watch.databases["case_ppt"]
        order = "ORDER BY kommune, owner, source_position"
        for row in await facts.fetch(f"SELECT owner, source_position, child, body FROM facts {order}"):
            self.note(f"fact {row['owner']} {row['source_position']} {row['child']}", row["body"].decode())
        entries = self.watch.databases["audit"]
        rows = await entries.fetch(f"SELECT kommune, owner, body FROM entries {order}")
        told, at_once = apart(rows)
        for (owner, number), body in told:
            self.note(f"row {owner} {number}", body)
        for body in sorted(at_once, key=self._without_new):
            self.note("row", body)
        for stream in ("EVT", "AUD", "PARKED"):
            self.note(f"stream {stream}", str(await self.watch.last(stream)))
        self._note_mails(self.ground.state / "mail")

    async def _note_counts(self, database: str, connection: asyncpg.Connection) -> None:
        tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        for (table,) in (row for row in tables if row[0] not in MOVING):
            self.note(f"{database}.{table}", str(await connection.fetchval(f"SELECT count(*) FROM {table}")))
        drawn = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1"
        for name, last in await connection.fetch(drawn):
            if name.removesuffix("_id_seq") in MOVING:
                continue
            self.note(f"{database}.{name}", str(last))

    def _note_mails(self, folder: Path) -> None:
        mails = [(mail["To"], mail["Subject"], str(mail.get_payload())) for mail in Maildir(folder, create=True)]
        for to, subject, text in sorted(map(tuple, mails)):
            self.note(f"mail {to}", f"{subject} {text}")


def apart(rows: Sequence[asyncpg.Record]) -> tuple[list[tuple[tuple[str, int], str]], list[str]]:
    """What is told in the order it was done, with its number among those; and what is done beside all else.

    Mails of one moment go out beside each other, and so do services when they ask the consent service, or tell it, on
    their own behalf.
    """
    told: list[tuple[tuple[str, int], str]] = []
    at_once: list[str] = []
    numbers = Counter[tuple[str, str]]()
    for row in rows:
        body = orjson.loads(row["body"])
        if row["owner"] == "notify" or (row["owner"], body["actor"]["role"]) == ("consent", "system"):
            at_once.append(row["body"].decode())
        else:
            numbers[row["kommune"], row["owner"]] += 1
            told.append(((row["owner"], numbers[row["kommune"], row["owner"]]), row["body"].decode()))
    return told, at_once


@asynccontextmanager
async def twin(ground: Installation) -> AsyncIterator[Twin]:
    async with world(ground) as told, watching(ground) as watch:
        yield Twin(ground, told, watch, random.Random(SEED))
