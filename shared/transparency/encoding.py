"""Numbers and hashes in text: what has one way to be written is read in that way only."""

import base64
import binascii
import re
from collections.abc import Iterable

from shared.transparency.errors import Malformed
from shared.transparency.merkle import HASH

_NUMBER = re.compile(r"0|[1-9]\d{0,18}", re.ASCII)
LARGEST = 2**63 - 1  # what Go and PostgreSQL can count to


def to_base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def from_base64(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Malformed from None
    if to_base64(data) != text:
        raise Malformed
    return data


def to_number(text: str) -> int:
    if not _NUMBER.fullmatch(text) or int(text) > LARGEST:
        raise Malformed
    return int(text)


def to_hashes(lines: Iterable[str]) -> tuple[bytes, ...]:
    hashes = tuple(map(from_base64, lines))
    if any(len(one) != HASH for one in hashes):
        raise Malformed
    return hashes


def to_text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise Malformed from None
