"""A log in memory, with its keys and witnesses: what the sequencer keeps in its database."""

from collections.abc import Iterable
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.transparency import merkle, note
from shared.transparency.checkpoint import Checkpoint
from shared.transparency.note import Key, Kind
from shared.transparency.witness import Request

ORIGIN = "stafettlogg.fjordvik.example/barnehage/audit/2026"
NOW = 1_790_000_000  # seconds since 1970


class Signer:
    """A key pair that is the same in every run."""

    def __init__(self, name: str, kind: Kind, seed: str = "") -> None:
        private = Ed25519PrivateKey.from_private_bytes(sha256(f"{name}{seed}".encode()).digest())
        self.sign = private.sign
        self.key = Key(name, kind, private.public_key().public_bytes_raw())


LOG = Signer(ORIGIN, Kind.LOG)
OTHER = Signer("stafettlogg.fjordvik.example/ppt/audit/2026", Kind.LOG)
WITNESSES = [Signer(f"{name}.fjordvik.example", Kind.WITNESS) for name in ("helsestasjon", "ppt", "barnevern", "pvo")]


class Log:
    def __init__(self, entries: Iterable[bytes] = (), origin: str = ORIGIN) -> None:
        self.origin = origin
        self.entries: list[bytes] = []
        self.nodes: dict[merkle.Node, bytes] = {}
        self._frontier: list[bytes] = []
        self.extend(entries)

    def extend(self, entries: Iterable[bytes]) -> None:
        entries = list(entries)
        leaves = map(merkle.leaf_hash, entries)
        stored, self._frontier = merkle.grow(len(self.entries), self._frontier, leaves)
        self.nodes.update(stored)
        self.entries += entries

    def checkpoint(self) -> Checkpoint:
        return Checkpoint(self.origin, len(self.entries), merkle.fold(self._frontier))

    def note(self, *witnesses: Signer, log: Signer = LOG) -> bytes:
        text = self.checkpoint().text()
        seen = [note.witness_line(text, one.key, one.sign, NOW) for one in witnesses]
        return note.signed(text, note.log_line(text, log.key, log.sign), *seen)

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        ranges = merkle.inclusion_ranges(index, len(self.entries) if size is None else size)
        return merkle.assemble(ranges, self.nodes)

    def consistency(self, old: int, size: int | None = None) -> list[bytes]:
        ranges = merkle.consistency_ranges(old, len(self.entries) if size is None else size)
        return merkle.assemble(ranges, self.nodes)

    def request(self, old: int, log: Signer = LOG) -> bytes:
        proof = self.consistency(old) if old else []
        return Request(old, tuple(proof), self.note(log=log)).encode()


def entries(count: int) -> list[bytes]:
    """What commitments look like."""
    return [sha256(str(number).encode()).digest() for number in range(count)]
