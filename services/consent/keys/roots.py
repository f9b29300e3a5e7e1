"""Root keys behind one protocol: they close data keys where these are stored, and no database holds them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from shared.contracts.common import Kommune
from shared.sealing import DataKey, KeyId


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A data key as it is stored: closed under the root it names, and openable only as itself."""

    kommune: Kommune
    key: KeyId
    root: str
    closed: bytes


class KnownRoot(NamedTuple):
    name: str
    made_at: datetime


class Roots(Protocol):
    """All of it raises Unavailable when the roots cannot be reached."""

    async def wrap(self, kommune: Kommune, keys: Sequence[DataKey]) -> list[Wrapped]:
        """Under the newest root."""
        ...

    async def unwrap(self, wrapped: Sequence[Wrapped]) -> list[DataKey]:
        """Raises SealBroken for what was wrapped as another key, or under a root that is no more."""
        ...

    async def rewrap(self, wrapped: Sequence[Wrapped]) -> list[Wrapped]:
        """The same keys under the newest root. Raises SealBroken as `unwrap` does."""
        ...

    async def known(self) -> Sequence[KnownRoot]:
        """Those that open something, oldest first; the last one closes."""
        ...

    async def roll(self) -> None:
        """Make a newer root. It lasts before this returns, since keys are closed under it from then on."""
        ...

    async def destroy(self, root: str) -> None:
        """What is closed under it opens no more, here or from any backup. Never the newest one."""
        ...
