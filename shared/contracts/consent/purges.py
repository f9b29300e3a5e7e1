"""What a service says when it has struck its copies of what it may read no more, and what the personvernombud sees."""

from datetime import datetime
from typing import ClassVar

from pydantic import BaseModel, Field

from shared.contracts.common import Id, Kommune, Moment, Owner, Reply
from shared.contracts.consent.base import ConsentCommand, ConsentQuery


class ReportPurge(ConsentCommand):
    """A receipt: so many texts that others shared were struck here after this consent ended.

    signature: Ed25519 by the reporting service over `purge_receipt`, base64.
    """

    name: ClassVar[str] = "report-purge"
    child: Id
    consent: Id
    struck: int = Field(ge=0, lt=2**31)
    purged_at: Moment
    signature: str = Field(pattern=r"^[A-Za-z0-9+/]{86}==$")


class MissingReceipt(BaseModel, frozen=True):
    child: Id
    consent: Id
    service: Owner
    ended_at: Moment


class MissingReceipts(Reply):
    """Oldest first: consents that ended, and services that should have struck their copies and have not said so."""

    receipts: tuple[MissingReceipt, ...]


class ReadMissingReceipts(ConsentQuery):
    name: ClassVar[str] = "read-missing-receipts"
    reply: ClassVar[type[BaseModel]] = MissingReceipts


def purge_receipt(kommune: Kommune, service: Owner, child: Id, consent: Id, struck: int, at: datetime) -> bytes:
    """What is signed."""
    return "\n".join(("purge/v1", kommune, service, child, consent, str(struck), at.isoformat())).encode()
