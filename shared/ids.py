"""Ids that the same cause always gives, so that doing something twice is seen to be the same thing."""

from datetime import datetime
from hashlib import blake2b
from uuid import UUID


def derived(moment: UUID | datetime, *parts: object) -> UUID:
    """A UUIDv7 of these parts, and of `moment` where that is an id; it has its time, so that ids stay in order."""
    if isinstance(moment, UUID):
        milliseconds, parts = moment.int >> 80, (moment, *parts)
    else:
        milliseconds = int(moment.timestamp() * 1000)
    digest = int.from_bytes(blake2b("/".join(map(str, parts)).encode(), digest_size=10).digest())
    return UUID(int=milliseconds << 80 | 7 << 76 | (digest & 0xFFF) << 64 | 2 << 62 | digest >> 18)
