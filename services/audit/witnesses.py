"""What the other services have seen of a log, and whether it agrees with that."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus
from typing import Protocol

import asyncpg
import httpx

from services.audit import log as logs
from services.audit.findings import Findings, Kind
from services.audit.log import SQL, Log
from shared.bus import Client
from shared.contracts.common import Kommune, Owner
from shared.contracts.witness import AddCheckpoint, Witnessed
from shared.errors import Refused, Unavailable
from shared.transparency.checkpoint import Checkpoint
from shared.transparency.encoding import to_number
from shared.transparency.errors import Malformed, Unproven
from shared.transparency.note import Key, open_note, signed, split
from shared.transparency.policy import Policy
from shared.transparency.witness import Request

PATIENCE = 2.0  # seconds: a witness that is away is asked again later
LARGEST = 10_000  # bytes of an answer from outside
ANSWERS = frozenset({HTTPStatus.OK, HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY})


class Said(Enum):
    """What a witness says instead of cosigning."""

    NOTHING = "nothing"
    ELSEWHERE = "elsewhere"  # it has seen another size, and will follow from there
    ANOTHER = "another"  # it has seen a tree that this one denies


class Ask(Protocol):
    async def __call__(self, witness: Owner, request: AddCheckpoint, /) -> Witnessed:
        """Raises Refused when there is no answer."""


def asking(client: Client, kommune: Kommune, addresses: Mapping[str, str], web: httpx.AsyncClient) -> Ask:
    """kommune: one that is served. There are logs of others too: of what strangers tried there.

    addresses: of those that are no service of this installation.
    """

    async def ask(witness: Owner, request: AddCheckpoint) -> Witnessed:
        if where := addresses.get(witness):
            return await _over_http(web, where, request)
        found: Witnessed = await client.ask(request, owner=witness, actor=client.itself(kommune), patience=PATIENCE)
        return found

    return ask


async def _over_http(web: httpx.AsyncClient, where: str, request: AddCheckpoint) -> Witnessed:
    """Raises Unavailable; so does whatever is no answer of a witness, as that of something between us and it."""
    address, said = f"{where.rstrip('/')}/add-checkpoint", b""
    try:
        async with asyncio.timeout(PATIENCE), web.stream("POST", address, content=request.body.encode()) as answer:
            async for part in answer.aiter_bytes():
                said += part
                if len(said) > LARGEST:
                    raise Unavailable
        if answer.status_code not in ANSWERS:
            raise Unavailable
        return Witnessed(status=answer.status_code, body=said.decode())
    except (TimeoutError, httpx.HTTPError, httpx.InvalidURL, ValueError):
        raise Unavailable from None


@dataclass
class Witnesses:
    """`policy` names them, and says how many must have seen a checkpoint."""

    policy: Policy
    ask: Ask
    _known: dict[tuple[int, Owner], int] = field(default_factory=dict)  # how far they say that they have followed

    async def agree(self, connection: asyncpg.Connection, log: Log, note: bytes, checkpoint: Checkpoint) -> bool:
        """Whether enough of them see this checkpoint now, and none has seen anything that it denies.

        What is stored from before counts for nothing: it may stand in a database that was restored.
        """
        self._known |= {(log.id, row["service"]): row["size"] for row in await connection.fetch(SQL["seen"], log.id)}
        said: dict[Owner, Said | str] = {}
        waiting = list(self.policy.witnesses)
        for _ in range(2):  # a witness that stands elsewhere than we knew says where
            offers = [await self._offer(connection, log, name, note, checkpoint) for name in waiting]
            asked = (self._answer(*one) for one in zip(waiting, offers, strict=True))
            answers = zip(waiting, await asyncio.gather(*asked), strict=True)
            said |= {name: self._understood(log, name, answer, note, checkpoint) for name, answer in answers}
            waiting = [name for name, what in said.items() if what is Said.ELSEWHERE]
        for name, what in said.items():
            if not isinstance(what, Said):
                await connection.execute(SQL["add_cosignature"], log.id, checkpoint.size, name, what)
        await self._tell(connection, log, [name for name, what in said.items() if what is Said.ANOTHER])
        seen = {self.policy.witnesses[name] for name, what in said.items() if not isinstance(what, Said)}
        return Said.ANOTHER not in said.values() and self.policy.has_quorum(seen)

    async def _offer(
        self, connection: asyncpg.Connection, log: Log, name: Owner, note: bytes, checkpoint: Checkpoint
    ) -> Request:
        old = min(self._known.get((log.id, name), 0), checkpoint.size)
        return Request(old, tuple(await logs.consistency(connection, log, old, checkpoint.size)), note)

    async def _answer(self, name: Owner, request: Request) -> Witnessed | None:
        try:
            return await self.ask(name, AddCheckpoint(body=request.encode().decode()))
        except Refused:
            return None

    def _understood(
        self, log: Log, name: Owner, answer: Witnessed | None, note: bytes, checkpoint: Checkpoint
    ) -> Said | str:
        """A cosignature, or what else a witness said."""
        if answer is None:
            return Said.NOTHING
        known = self._known.get((log.id, name), 0)
        if answer.status == HTTPStatus.OK:
            self._known[log.id, name] = checkpoint.size
            return answer.body if _signed_by(self.policy.witnesses[name], note, answer.body) else Said.NOTHING
        if answer.status != HTTPStatus.CONFLICT:
            return Said.ANOTHER
        try:
            self._known[log.id, name] = size = to_number(answer.body.removesuffix("\n"))
        except Malformed:
            return Said.ANOTHER
        return Said.ANOTHER if size > checkpoint.size or size == known == checkpoint.size else Said.ELSEWHERE

    async def _tell(self, connection: asyncpg.Connection, log: Log, wrong: Sequence[Owner]) -> None:
        findings = Findings(connection, log.kommune, log.owner)
        items = [f"{log.origin}/{name}/{self._known.get((log.id, name), 0)}" for name in wrong]
        await findings.tell(Kind.DENIED, *items)
        await findings.end(Kind.DENIED, items)


async def published(connection: asyncpg.Connection, log: Log, size: int, note: bytes) -> bytes:
    """The checkpoint with every cosignature there is."""
    rows = await connection.fetch(SQL["cosignatures"], log.id, size)
    return note + "".join(row["note"] for row in rows).encode()


def _signed_by(key: Key, note: bytes, line: str) -> bool:
    try:
        return set(open_note(signed(split(note)[0], line), [key]).seen) == {key}
    except (Malformed, Unproven):
        return False
