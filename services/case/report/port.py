"""How a report reaches barnevernet outside this platform: by the national interface, or by whatever replaces it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from shared.contracts.case.form import ReportDraft
from shared.contracts.case.report import Delivery
from shared.contracts.common import Id, Kommune, Owner


class Unreachable(Exception):
    """No answer, or one that says nothing of the report: it may have arrived all the same. Try again."""


class TurnedAway(Exception):
    """The channel will not take this report; trying again changes nothing."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """`message` is the same however often it is sent."""

    message: UUID
    kommune: Kommune
    kommune_name: str
    sent_at: datetime
    draft: ReportDraft


@dataclass(frozen=True, slots=True)
class Status:
    at: datetime
    state: Delivery


class Port(Protocol):
    @property
    def channel(self) -> Owner: ...

    async def send(self, parcel: Parcel) -> Id:
        """What the channel calls it. Raises Unreachable, TurnedAway."""
        ...

    async def history(self, reference: Id) -> Sequence[Status]:
        """Oldest first. Raises Unreachable."""
        ...
