"""What a log promises at one size (C2SP tlog-checkpoint)."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.transparency.encoding import from_base64, to_base64, to_number
from shared.transparency.errors import Malformed, Unproven
from shared.transparency.merkle import EMPTY, HASH
from shared.transparency.note import Key, open_note


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The root of the log `origin` when it had `size` entries."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n"


@dataclass(frozen=True, slots=True)
class Opened:
    """A checkpoint that its log has signed, and when each known witness says that it saw it."""

    checkpoint: Checkpoint
    witnesses: dict[Key, int]


def parse(text: str) -> Checkpoint:
    """Refuses extension lines: what a log says there, no monitor can check."""
    match text.split("\n"):
        case [origin, size, root, ""] if origin:
            checkpoint = Checkpoint(origin, to_number(size), from_base64(root))
        case _:
            raise Malformed
    if len(checkpoint.root) != HASH or (checkpoint.size == 0) != (checkpoint.root == EMPTY):
        raise Malformed
    return checkpoint


def open_checkpoint(note: bytes, logs: Iterable[Key], witnesses: Iterable[Key] = ()) -> Opened:
    """Unproven, unless a key of the log that it names has signed it, and every known key's signature is good."""
    witnesses = set(witnesses)
    opened = open_note(note, {*logs, *witnesses})
    checkpoint = parse(opened.text)
    signers = opened.seen.keys() - witnesses
    if not signers or any(key.name != checkpoint.origin for key in signers):
        raise Unproven
    return Opened(checkpoint, {key: seen for key, seen in opened.seen.items() if key in witnesses})
