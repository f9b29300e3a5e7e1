"""What one month came to, in numbers alone: about nobody."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import BaseModel, Field

from shared.contracts.audit.oversight import AnomalyKind, FindingKind, Verdict
from shared.contracts.audit.row import Outcome
from shared.contracts.common import Owner, Query, Reply, Slug


class ActsOfKind(Reply):
    owner: Owner
    action: Slug
    outcome: Outcome
    count: int


class FindingsOfKind(Reply):
    """found and ended: in this month. open: that stood when it ended, or stand now."""

    kind: FindingKind
    found: int
    ended: int
    open: int


class AnomaliesOfKind(Reply):
    kind: AnomalyKind
    count: int


class VerdictsOfKind(Reply):
    verdict: Verdict
    count: int


class Month(Reply):
    """opened, identities: investigations that began, and how often somebody was named in one."""

    acts: tuple[ActsOfKind, ...]
    findings: tuple[FindingsOfKind, ...]
    anomalies: tuple[AnomaliesOfKind, ...]
    verdicts: tuple[VerdictsOfKind, ...]
    opened: int
    identities: int


class ReadMonth(Query):
    """month: any day of it."""

    name: ClassVar[str] = "read-month"
    service: ClassVar[str] = "audit"
    reply: ClassVar[type[BaseModel]] = Month
    month: Annotated[date, Field(ge=date(2000, 1, 1), lt=date(2999, 1, 1))]
