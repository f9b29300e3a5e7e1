"""What stands in the log for an entry: it fixes every word of it, and tells nothing without its key.

A plain hash could be guessed at, since much of an entry is known beforehand. With a fresh key per entry there is
nothing to try against; and once the opening is erased, the commitment and its proofs remain true and mean nothing.
"""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import rfc8785

from shared.transparency.errors import Malformed, Unproven

KEY = 32  # bytes, always: HMAC fills a shorter key with zeros, so that keys of several lengths could mean the same
DOMAIN = b"stafettlogg/audit/v1\0"

Entry = Mapping[str, Any]  # what JSON can hold


@dataclass(frozen=True, slots=True)
class Opening:
    """An entry as canonical JSON (RFC 8785), and the random key of its commitment. Sealed where it is kept."""

    key: bytes
    canonical: bytes

    def commitment(self) -> bytes:
        return hmac.digest(self.key, DOMAIN + self.canonical, "sha256")

    def entry(self) -> dict[str, Any]:
        entry: dict[str, Any] = json.loads(self.canonical)
        return entry

    def encode(self) -> bytes:
        return self.key + self.canonical


def opening(entry: Entry, key: bytes) -> Opening:
    """key: 32 bytes, drawn for this entry alone."""
    if len(key) != KEY:
        raise Malformed
    return Opening(key, rfc8785.dumps(dict(entry)))


def open_commitment(commitment: bytes, encoded: bytes) -> Opening:
    """Unproven, unless this is what was committed to."""
    opened = Opening(encoded[:KEY], encoded[KEY:])
    if len(opened.key) != KEY:
        raise Malformed
    if not hmac.compare_digest(opened.commitment(), commitment):
        raise Unproven
    return opened
