"""Cosigns what a log says, as long as it only grows (C2SP tlog-witness)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol

from shared.transparency.checkpoint import Checkpoint, open_checkpoint
from shared.transparency.encoding import to_base64, to_hashes, to_number, to_text
from shared.transparency.errors import Malformed, Unproven
from shared.transparency.merkle import check_consistency
from shared.transparency.note import Key, Sign, split, witness_line

MOST_HASHES = 63
_OLD = "old "


class Memory(Protocol):
    """The last checkpoint cosigned for each log, which a witness must never forget."""

    async def latest(self, origin: str) -> Checkpoint | None:
        """None before the first."""

    async def replace(self, known: Checkpoint | None, new: Checkpoint) -> bool:
        """Durably and in one step, if `known` is still the latest of that log; otherwise nothing, and False."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a log sends: its checkpoint, and that it continues the tree of size `old`."""

    old: int
    proof: tuple[bytes, ...]
    checkpoint: bytes

    def encode(self) -> bytes:
        return "\n".join([f"{_OLD}{self.old}", *map(to_base64, self.proof), "", ""]).encode() + self.checkpoint


@dataclass(frozen=True, slots=True)
class Answer:
    """As over HTTP; with 200 the body is a line to put below the checkpoint."""

    status: HTTPStatus
    body: str = ""

    @property
    def content_type(self) -> str:
        return "text/x.tlog.size" if self.status is HTTPStatus.CONFLICT else "text/plain; charset=utf-8"


class Rejected(Exception):
    def __init__(self, status: HTTPStatus, body: str = "") -> None:
        super().__init__(status)
        self.answer = Answer(status, body)


@dataclass(frozen=True, slots=True)
class Witness:
    """`logs`: the keys it knows; `now`: seconds since 1970."""

    key: Key
    sign: Sign
    logs: Collection[Key]
    memory: Memory
    now: Callable[[], int]

    async def add_checkpoint(self, body: bytes) -> Answer:
        try:
            request = parse(body)
            offered = authentic(request, self.logs)
            latest = await self.memory.latest(offered.origin)
            check_growth(request, offered, latest)
            seen = self.now()  # before it is stored: a larger tree, which can only come after, has a later time
            if not await self.memory.replace(latest, offered):
                raise _conflict(await self.memory.latest(offered.origin))
        except Rejected as rejected:
            return rejected.answer
        return Answer(HTTPStatus.OK, witness_line(offered.text(), self.key, self.sign, seen))


def parse(body: bytes) -> Request:
    head, gap, checkpoint = body.partition(b"\n\n")
    try:
        old, *hashes = to_text(head).split("\n")
        request = Request(to_number(old.removeprefix(_OLD)), to_hashes(hashes), checkpoint)
    except Malformed:
        raise Rejected(HTTPStatus.BAD_REQUEST) from None
    if not gap or not old.startswith(_OLD) or len(hashes) > MOST_HASHES:
        raise Rejected(HTTPStatus.BAD_REQUEST)
    return request


def authentic(request: Request, logs: Collection[Key]) -> Checkpoint:
    """What the log has signed."""
    try:
        origin = split(request.checkpoint)[0].partition("\n")[0]
        keys = [key for key in logs if key.name == origin]
        if not keys:
            raise Rejected(HTTPStatus.NOT_FOUND)
        return open_checkpoint(request.checkpoint, keys).checkpoint
    except Malformed:
        raise Rejected(HTTPStatus.BAD_REQUEST) from None
    except Unproven:
        raise Rejected(HTTPStatus.FORBIDDEN) from None


def check_growth(request: Request, offered: Checkpoint, latest: Checkpoint | None) -> None:
    """Rejected, unless the offered tree begins with the whole of the latest one."""
    if request.old > offered.size:
        raise Rejected(HTTPStatus.BAD_REQUEST)
    if request.old != _size(latest) or (latest and offered.size == latest.size and offered.root != latest.root):
        raise _conflict(latest)
    if latest is None or latest.size == 0:
        if request.proof:
            raise Rejected(HTTPStatus.UNPROCESSABLE_ENTITY)
        return  # everything begins with the empty tree, and no proof of it exists
    try:
        check_consistency(request.proof, latest.size, offered.size, latest.root, offered.root)
    except Unproven:
        raise Rejected(HTTPStatus.UNPROCESSABLE_ENTITY) from None


def _conflict(latest: Checkpoint | None) -> Rejected:
    return Rejected(HTTPStatus.CONFLICT, f"{_size(latest)}\n")


def _size(latest: Checkpoint | None) -> int:
    return latest.size if latest else 0
