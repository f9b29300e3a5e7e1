"""What an audit row was when it was written: marked by the process that wrote it, with a secret that no database has.

An owner signs its rows when they leave, which may be long after they were written. A row that was changed, put in,
moved or copied meanwhile does not bear its mark, and does not leave; what is missing shows in the rows that follow.
"""

import hmac
import os
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

WRITER = 16  # bytes
_LINK = struct.Struct(f">{WRITER}sQII")


@dataclass(frozen=True, slots=True)
class Link:
    """A row's place among those of one writer: in which of its statements, and where there, counted from 1.

    count: how many rows the statement had; 0: nobody can say, since some of its appends may have been refused.
    """

    writer: bytes
    statement: int
    index: int
    count: int

    def follows(self, before: "Link | None") -> bool:
        """Whether nothing is missing between them. None: this writer had written nothing."""
        statement, index, count = (before.statement, before.index, before.count) if before else (0, 0, 0)
        if self.statement == statement:
            return self.index > index if self.count == 0 else self.index == index + 1
        return self.statement == statement + 1 and index >= count and (self.count == 0 or self.index == 1)


Written = tuple[str, bytes]  # kommune and entry


class Marks:
    """Of one writer: one connection, from when it was made until it breaks."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self.begin()

    def begin(self) -> None:
        """As another writer: what became of the last statement of the one before is not known."""
        self._writer, self._statement = os.urandom(WRITER), 1

    def of(self, rows: Sequence[Written], *, all_or_none: bool = True) -> list[bytes]:
        """For the next statement. Call `stored` when at least one of its rows has been stored."""
        count = len(rows) if all_or_none else 0
        links = (_LINK.pack(self._writer, self._statement, index, count) for index in range(1, len(rows) + 1))
        return [link + _mac(self._secret, link, row) for link, row in zip(links, rows, strict=True)]

    def stored(self) -> None:
        self._statement += 1


def secret_of(key: Ed25519PrivateKey) -> bytes:
    """Every process of an owner has the same."""
    return hmac.digest(key.private_bytes_raw(), b"stafett/audit-row/v1", sha256)


def link(secret: bytes, row: Written, mark: bytes | None) -> Link | None:
    """None: this is not what was written."""
    head, mac = (mark or b"")[: _LINK.size], (mark or b"")[_LINK.size :]
    if len(head) < _LINK.size or not hmac.compare_digest(mac, _mac(secret, head, row)):
        return None
    return Link(*_LINK.unpack(head))


def writer(mark: bytes | None) -> bytes:
    return (mark or b"")[:WRITER]


def wrong(links: Iterable[Link | None], before: Mapping[bytes, Link]) -> list[bool]:
    """For each row in the order of a trail: whether it is not what was written, or something is missing before it.

    before: the last that stands earlier, of each writer. What is missing because a row was changed is told once.
    """
    last, changed, found = dict(before), 0, list[bool]()
    for one in links:
        gap = one is not None and not one.follows(last.get(one.writer))
        explained = gap and changed > 0
        changed += (one is None) - explained
        found.append(one is None or (gap and not explained))
        if one is not None:
            last[one.writer] = one
    return found


def _mac(secret: bytes, head: bytes, row: Written) -> bytes:
    kommune, entry = row
    return hmac.digest(secret, b"%s%s\n%s" % (head, kommune.encode(), entry), sha256)
