"""Text with signatures below it (C2SP signed-note), by logs and by witnesses (C2SP tlog-cosignature), all Ed25519."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from shared.transparency.encoding import LARGEST, from_base64, to_base64, to_text
from shared.transparency.errors import Malformed, Unproven

MOST_SIGNATURES = 100  # as Go's note package: a longer note is made to tire its reader
_ID, _TIME, _PUBLIC = 4, 8, 32  # bytes
_DASH = "\u2014 "

Sign = Callable[[bytes], bytes]
"""A private key's Ed25519 signature of a message."""


class Kind(IntEnum):
    """What a key signs: a log the text as it stands, a witness also when it saw it."""

    LOG = 0x01
    WITNESS = 0x04


@dataclass(frozen=True, slots=True)
class Key:
    """A public key; `name` is by custom an address without a scheme. As text it is a vkey."""

    name: str
    kind: Kind
    public: bytes

    def __post_init__(self) -> None:
        if not _is_name(self.name) or len(self.public) != _PUBLIC:
            raise Malformed

    @property
    def id(self) -> bytes:
        """Finds the key and proves nothing."""
        return sha256(f"{self.name}\n".encode() + self._encoded).digest()[:_ID]

    @property
    def _encoded(self) -> bytes:
        return bytes([self.kind]) + self.public

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{to_base64(self._encoded)}"


@dataclass(frozen=True, slots=True)
class Note:
    """What known keys have signed, and when a witness says that it saw it: seconds since 1970; for a log 0."""

    text: str
    seen: dict[Key, int]


def parse_key(vkey: str) -> Key:
    name, _, rest = vkey.partition("+")
    encoded = from_base64(rest.partition("+")[2])
    if encoded[:1] not in {bytes([kind]) for kind in Kind}:
        raise Malformed
    key = Key(name, Kind(encoded[0]), encoded[1:])
    if str(key) != vkey:
        raise Malformed
    return key


def log_line(text: str, key: Key, sign: Sign) -> str:
    return _line(key, sign(text.encode()))


def witness_line(text: str, key: Key, sign: Sign, now: int) -> str:
    """now: seconds since 1970."""
    return _line(key, now.to_bytes(_TIME, "big") + sign(_witnessed(text, now)))


def signed(text: str, *lines: str) -> bytes:
    return f"{text}\n{''.join(lines)}".encode()


def open_note(note: bytes, keys: Iterable[Key]) -> Note:
    """Unproven, unless a known key has signed and no known key's signature is bad. Others' signatures are ignored."""
    known = {(key.name, key.id): key for key in keys}
    text, lines = split(note)
    found = [(known[name, given[:_ID]], given[_ID:]) for name, given in lines if (name, given[:_ID]) in known]
    if not found:
        raise Unproven
    return Note(text, {key: _verified(key, text, signature) for key, signature in found})


def split(note: bytes) -> tuple[str, list[tuple[str, bytes]]]:
    """The text, and each signature line's name and bytes, good or bad."""
    whole = to_text(note)
    above, gap, below = whole.rpartition("\n\n")
    *lines, end = below.split("\n")
    if not gap or end or not 0 < len(lines) <= MOST_SIGNATURES or any(c < " " and c != "\n" for c in whole):
        raise Malformed
    return above + "\n", [_parsed(line) for line in lines]


def _line(key: Key, signature: bytes) -> str:
    return f"{_DASH}{key.name} {to_base64(key.id + signature)}\n"


def _parsed(line: str) -> tuple[str, bytes]:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    given = from_base64(encoded)
    if not line.startswith(_DASH) or not _is_name(name) or len(given) <= _ID:
        raise Malformed
    return name, given


def _verified(key: Key, text: str, signature: bytes) -> int:
    seen, message = 0, text.encode()
    if key.kind is Kind.WITNESS:
        seen, signature = int.from_bytes(signature[:_TIME], "big"), signature[_TIME:]
        message = _witnessed(text, seen)
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)
    except InvalidSignature:
        raise Unproven from None
    if seen > LARGEST:
        raise Unproven
    return seen


def _witnessed(text: str, seen: int) -> bytes:
    return f"cosignature/v1\ntime {seen}\n{text}".encode()


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(c.isspace() or c < " " for c in name)
